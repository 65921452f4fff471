import boto3

paginator = boto3.client("s3").get_paginator("list_objects_v2")
for page in paginator.paginate(Bucket="b"):
    print(page)
