import boto3

client = boto3.client("ecr")
print(client.describe_repositories()["repositories"])
boto3.Session(profile_name="dev").client("ssm", region_name="eu-west-1").get_parameter(Name="n")
