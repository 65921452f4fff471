import boto3


class Tables:
    def __init__(self):
        self._dynamodb = boto3.client("dynamodb")

    def wait(self, name):
        waiter = self._dynamodb.get_waiter("table_exists")
        waiter.wait(TableName=name)
