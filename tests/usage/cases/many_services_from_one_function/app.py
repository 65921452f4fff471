import boto3


class Clients:
    def __init__(self, region):
        self.region = region

    def of(self, service):
        return boto3.client(service, region_name=self.region)


def make(service):
    return Clients("eu-west-1").of(service)


print(make("sns").meta.region_name)
print(make("sqs").meta.region_name)
print(make("kms").meta.region_name)
print(make("sts").meta.region_name)
print(make("ssm").meta.region_name)
print(make("ecs").meta.region_name)
print(make("glue").meta.region_name)
print(make("athena").meta.region_name)
print(make("iam").meta.region_name)
print(make("ec2").meta.region_name)
print(make("rds").meta.region_name)
print(make("eks").meta.region_name)
print(make("efs").meta.region_name)
print(make("fsx").meta.region_name)
print(make("mq").meta.region_name)
print(make("dax").meta.region_name)
print(make("dms").meta.region_name)
make("ecr").tag_resource(resourceArn="a", tags=[])
