import sys

import boto3

s3 = boto3.client("s3")
print(getattr(s3, sys.argv[1])())
