import boto3

boto3.client("s3").delete_object(Bucket="b", Key="k")
