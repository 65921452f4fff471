from aws_lambda_powertools.utilities.idempotency import DynamoDBPersistenceLayer
from aws_lambda_powertools.utilities.parameters import get_secret

layer = DynamoDBPersistenceLayer(table_name="t")
get_secret("password")
