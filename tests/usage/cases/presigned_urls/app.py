import boto3

s3 = boto3.client("s3")
s3.generate_presigned_url(ClientMethod="put_object", Params={})
s3.generate_presigned_post("b", "k")
s3._make_api_call("ListBuckets", {})
