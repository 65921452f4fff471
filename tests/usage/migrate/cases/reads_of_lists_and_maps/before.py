"""Lists and maps are empty when they are absent."""

import boto3

client = boto3.client("ec2", region_name="eu-west-1")


def names() -> dict[str, str]:
    found = {}
    response = client.describe_instances(Filters=[{"Name": "tag:team", "Values": ["red"]}])
    for reservation in response["Reservations"]:
        for number, instance in enumerate(reservation["Instances"]):
            tags = {tag["Key"]: tag["Value"] for tag in instance.get("Tags", [])}
            if instance["State"]["Name"] == "running":
                found[f"{number}"] = tags.get("Name", "?")
    return found


def newest() -> str | None:
    images = client.describe_images(Owners=["self"]).get("Images") or []
    if not images:
        return None
    ordered = sorted(images, key=lambda image: image["CreationDate"], reverse=True)
    return ordered[0]["ImageId"]


def count() -> int:
    instances = [
        instance
        for reservation in client.describe_instances()["Reservations"]
        for instance in reservation["Instances"]
        if instance["State"]["Name"] != "terminated"
    ]
    first = instances[0]
    assert first["InstanceType"] == "t2.micro"
    return len(instances)


def collected() -> list[str]:
    volumes = []
    for reservation in client.describe_instances()["Reservations"]:
        for instance in reservation["Instances"]:
            volumes.extend(instance.get("BlockDeviceMappings", []))
    return [volume["Ebs"]["Status"] for volume in volumes if "Ebs" in volume]


def main() -> list[object]:
    image = "ami-12345678"
    tags = [{"Key": "team", "Value": "red"}, {"Key": "Name", "Value": "first"}]
    started = client.run_instances(
        ImageId=image,
        MinCount=1,
        MaxCount=1,
        InstanceType="t2.micro",
        TagSpecifications=[{"ResourceType": "instance", "Tags": tags}],
    )
    instance = started["Instances"][0]
    owned = client.create_image(InstanceId=instance["InstanceId"], Name="image")["ImageId"]
    addresses = client.describe_addresses()
    ids = [each["AllocationId"] for each in addresses.get("Addresses", [])]
    return [names(), newest() == owned, count(), collected(), ids]
