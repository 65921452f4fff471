"""Lists and maps are empty when they are absent."""

import boto3

from aws.pydantic_models import call, present
from aws.pydantic_models.ec2 import (
    CreateImageRequest,
    DescribeAddressesRequest,
    DescribeImagesRequest,
    DescribeInstancesRequest,
    Filter,
    RunInstancesRequest,
)

client = boto3.client("ec2", region_name="eu-west-1")


def names() -> dict[str, str]:
    found = {}
    response = call(client, DescribeInstancesRequest(filters=[Filter(name="tag:team", values=["red"])]))
    for reservation in response.reservations:
        for number, instance in enumerate(reservation.instances):
            tags = {present(tag.key): present(tag.value) for tag in instance.tags}
            if present(instance.state).name == "running":
                found[f"{number}"] = tags.get("Name", "?")
    return found


def newest() -> str | None:
    images = call(client, DescribeImagesRequest(owners=["self"])).images
    if not images:
        return None
    ordered = sorted(images, key=lambda image: present(image.creation_date), reverse=True)
    return present(ordered[0].image_id)


def count() -> int:
    instances = [
        instance
        for reservation in call(client, DescribeInstancesRequest()).reservations
        for instance in reservation.instances
        if present(present(instance.state).name) != "terminated"
    ]
    first = instances[0]
    assert first.instance_type == "t2.micro"
    return len(instances)


def collected() -> list[str]:
    volumes = []
    for reservation in call(client, DescribeInstancesRequest()).reservations:
        for instance in reservation.instances:
            volumes.extend(instance.block_device_mappings)
    return [present(volume.ebs.status) for volume in volumes if volume.ebs is not None]


def main() -> list[object]:
    image = "ami-12345678"
    tags = [{"Key": "team", "Value": "red"}, {"Key": "Name", "Value": "first"}]
    started = call(client, RunInstancesRequest.model_validate({
        "ImageId": image,
        "MinCount": 1,
        "MaxCount": 1,
        "InstanceType": "t2.micro",
        "TagSpecifications": [{"ResourceType": "instance", "Tags": tags}],
    }))
    instance = started.instances[0]
    owned = present(call(client, CreateImageRequest(instance_id=present(instance.instance_id), name="image")).image_id)
    addresses = call(client, DescribeAddressesRequest())
    ids = [present(each.allocation_id) for each in addresses.addresses]
    return [names(), newest() == owned, count(), collected(), ids]
