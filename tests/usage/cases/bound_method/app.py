import boto3

fetch = boto3.client("s3").get_object
fetch(Bucket="b", Key="k")
