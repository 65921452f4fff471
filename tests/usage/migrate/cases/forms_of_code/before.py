"""Forms of code, without types."""

from contextlib import closing
from operator import itemgetter

import boto3

s3 = boto3.client("s3")


def closure():
    response = s3.list_objects_v2(Bucket="bucket")

    def inner():
        return response["KeyCount"]

    return inner() + len([o for o in response["Contents"] if o["Size"] > 3])


def sorted_by():
    return sorted(s3.list_objects_v2(Bucket="bucket")["Contents"], key=itemgetter("Size"))[0]["Key"]


def either(flag):
    if flag:
        response = s3.list_objects_v2(Bucket="bucket")
    else:
        response = s3.list_objects_v2(Bucket="bucket")
    return response["Name"]


def other(flag):
    if flag:
        response = s3.list_objects_v2(Bucket="bucket")
    else:
        response = {"Name": "x"}
    return response["Name"]


def walrus():
    if (head := s3.head_object(Bucket="bucket", Key="k")) and head["ContentLength"] > 1:
        print(head["ContentLength"])
    while (page := s3.list_objects_v2(Bucket="bucket")).get("IsTruncated"):
        print(sum(o["Size"] for o in page["Contents"]), max(page["Contents"], key=lambda o: o["LastModified"])["Key"])


def closed():
    with closing(s3.get_object(Bucket="bucket", Key="k")["Body"]) as body:
        return body.read()


def deleted():
    response = s3.get_object(Bucket="bucket", Key="k")
    body = response["Body"].read()
    del response
    return body


def first():
    found = next((o for o in s3.list_objects_v2(Bucket="bucket")["Contents"] if o["Key"] == "x"), None)
    if not found:
        return None
    return found["Size"], found.get("Owner", {}).get("ID")


def annotated() -> "list[str]":
    names: list[str] = []
    for p in s3.get_paginator("list_objects_v2").paginate(Bucket="bucket"):
        for o in p.get("Contents", []):
            names.append(o["Key"])
        prefixes = [c["Prefix"] for c in p.get("CommonPrefixes") or []]
        names.extend(prefixes)
    return names


def swap():
    a, b = s3.list_objects_v2(Bucket="bucket")["Contents"]
    return a["Key"] + b["Key"]


def lambda_handler(event, context):
    r = s3.list_objects_v2(Bucket="bucket", Prefix=event["p"])
    return {"count": r["KeyCount"], "keys": [o["Key"] for o in r["Contents"]]}


def many():
    return {o["Key"]: o for o in s3.list_objects_v2(Bucket="bucket")["Contents"]}


def by_key():
    found = {o["Key"]: o for o in s3.list_objects_v2(Bucket="bucket")["Contents"]}
    return found["a"]["Size"], [o["Size"] for o in found.values()], found.get("b") is None


def try_all():
    try:
        return s3.list_objects_v2(Bucket="bucket")["Contents"][0]["Key"]
    except Exception:
        return None


def main():
    s3.create_bucket(Bucket="bucket")
    for key, text in (("k", "text"), ("a", "longer text")):
        s3.put_object(Bucket="bucket", Key=key, Body=text.encode())
    walrus()
    found = [closure(), sorted_by(), either(True), other(False), closed(), deleted(), first(), annotated(), swap()]
    return [*found, lambda_handler({"p": "a"}, None), sorted(many()), by_key(), try_all()]
