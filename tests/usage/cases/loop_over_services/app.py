import boto3

for service in ["kafka", "es"]:
    client = boto3.client(service)
    client.list_tags(ARN="a") if service == "es" else client.list_clusters()
for service, method in (("sqs", "list_queues"), ("sns", "list_topics")):
    getattr(boto3.client(service), method)()
