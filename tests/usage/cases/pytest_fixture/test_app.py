def test_it(s3, bucket):
    s3.put_object(Bucket=bucket, Key="k", Body=b"")
