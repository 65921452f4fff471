import boto3
from botocore.config import Config


class Clients:
    def __init__(self, session=None, **options):
        self.session = session or boto3.Session()
        self.options = options

    def __getattr__(self, name):
        return self.session.client(name, **self.options)

    def get(self, *names):
        return [self.session.client(name) for name in names]


clients = Clients(config=Config(retries={"max_attempts": 3}))
clients.kms.list_aliases()
first, second = clients.get("ecr", "ecs")
first.get_authorization_token()
second.list_clusters()
client, region = boto3.client("glue"), "eu-west-1"
(lambda c: c.get_databases())(client)
[c.list_jobs() for c in (client,)]
if (found := boto3.client("athena")) is not None:
    found.list_work_groups()
