import os

import boto3

client = boto3.client(os.environ["SERVICE"])
client.list_certificates()
client.describe_stream_summary(StreamName="s")
boto3.client("s3").get_paginator(os.environ["OPERATION"])
