"""Forms of code, without types."""

from contextlib import closing
from operator import itemgetter

import boto3

from aws.pydantic_models import call, pages, present
from aws.pydantic_models.s3 import (
    CreateBucketRequest,
    GetObjectRequest,
    HeadObjectRequest,
    ListObjectsV2Request,
    PutObjectRequest,
)

s3 = boto3.client("s3")


def closure():
    response = call(s3, ListObjectsV2Request(bucket="bucket"))

    def inner():
        return present(response.key_count)

    return inner() + len([o for o in response.contents if present(o.size) > 3])


def sorted_by():
    return sorted(s3.list_objects_v2(Bucket="bucket")["Contents"], key=itemgetter("Size"))[0]["Key"]


def either(flag):
    if flag:
        response = call(s3, ListObjectsV2Request(bucket="bucket"))
    else:
        response = call(s3, ListObjectsV2Request(bucket="bucket"))
    return present(response.name)


def other(flag):
    if flag:
        response = s3.list_objects_v2(Bucket="bucket")
    else:
        response = {"Name": "x"}
    return response["Name"]


def walrus():
    if (head := call(s3, HeadObjectRequest(bucket="bucket", key="k"))) and present(head.content_length) > 1:
        print(present(head.content_length))
    while (page := call(s3, ListObjectsV2Request(bucket="bucket"))).is_truncated:
        print(sum(present(o.size) for o in page.contents), present(max(page.contents, key=lambda o: present(o.last_modified)).key))


def closed():
    with closing(call(s3, GetObjectRequest(bucket="bucket", key="k")).body) as body:
        return body.read()


def deleted():
    response = call(s3, GetObjectRequest(bucket="bucket", key="k"))
    body = response.body.read()
    del response
    return body


def first():
    found = next((o for o in call(s3, ListObjectsV2Request(bucket="bucket")).contents if o.key == "x"), None)
    if not found:
        return None
    return present(found.size), (found.owner.id if found.owner else None)


def annotated() -> "list[str]":
    names: list[str] = []
    for p in pages(s3, ListObjectsV2Request(bucket="bucket")):
        for o in p.contents:
            names.append(present(o.key))
        prefixes = [present(c.prefix) for c in p.common_prefixes]
        names.extend(prefixes)
    return names


def swap():
    a, b = call(s3, ListObjectsV2Request(bucket="bucket")).contents
    return present(a.key) + present(b.key)


def lambda_handler(event, context):
    r = call(s3, ListObjectsV2Request(bucket="bucket", prefix=event["p"]))
    return {"count": present(r.key_count), "keys": [present(o.key) for o in r.contents]}


def many():
    return {o["Key"]: o for o in s3.list_objects_v2(Bucket="bucket")["Contents"]}


def by_key():
    found = {present(o.key): o for o in call(s3, ListObjectsV2Request(bucket="bucket")).contents}
    return present(found["a"].size), [present(o.size) for o in found.values()], found.get("b") is None


def try_all():
    try:
        return present(present(call(s3, ListObjectsV2Request(bucket="bucket")).contents)[0].key)
    except Exception:
        return None


def main():
    call(s3, CreateBucketRequest(bucket="bucket"))
    for key, text in (("k", "text"), ("a", "longer text")):
        call(s3, PutObjectRequest(bucket="bucket", key=key, body=text.encode()))
    walrus()
    found = [closure(), sorted_by(), either(True), other(False), closed(), deleted(), first(), annotated(), swap()]
    return [*found, lambda_handler({"p": "a"}, None), sorted(many()), by_key(), try_all()]
