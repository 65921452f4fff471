import boto3

s3 = boto3.client("s3")
s3.upload_file("f", "b", "k")
s3.download_fileobj("b", "k", open("f", "wb"))
boto3.resource("s3").Object("b", "k").copy({"Bucket": "b", "Key": "k"})
