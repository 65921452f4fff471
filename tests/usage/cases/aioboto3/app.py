import aioboto3


async def run() -> None:
    session = aioboto3.Session()
    async with session.client("sqs") as sqs, session.resource("dynamodb") as dynamodb:
        await sqs.send_message(QueueUrl="q", MessageBody="m")
        table = await dynamodb.Table("t")
        await table.get_item(Key={"k": "1"})
