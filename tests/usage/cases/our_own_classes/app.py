from generated.pydantic_models import aio, call, dynamodb, pages, wait
from generated.pydantic_models.s3 import GetObjectRequest, ListObjectsV2Request, Object


def run(s3, client):
    call(s3.get_object, GetObjectRequest(bucket="b", key="k"))
    for page in pages(s3, ListObjectsV2Request(bucket="b")):
        names: list[Object] = page.contents
        print(names)
    wait(client, dynamodb.TableExists(table_name="t"))


async def send(client):
    from generated.dataclass_models.sqs import SendMessageRequest

    await aio.call(client, SendMessageRequest(queue_url="q", message_body="m"))
