import boto3

dynamodb = boto3.resource("dynamodb")
table = dynamodb.Table("t")
table.put_item(Item={"k": "1"})
with table.batch_writer() as batch:
    batch.put_item(Item={"k": "2"})
queue = boto3.resource("sqs").get_queue_by_name(QueueName="q")
queue.send_message(MessageBody="hello")
boto3.resource("s3").Bucket("b").objects.delete()
boto3.resource("ec2").Instance("i").wait_until_running()
print(boto3.resource("s3").Object("b", "k").content_length)
boto3.resource("s3").meta.client.head_bucket(Bucket="b")
