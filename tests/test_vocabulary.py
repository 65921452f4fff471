"""One vocabulary: what the botocore reader makes of a release, and what the stubs published of it say.

With `--all-services`: all of AWS; else every protocol, the ten biggest, and those that show every row of the table.
"""

from collections import Counter

import pytest
from vocabulary import TABLE, compare, packages

SOME = """
    amplifyuibuilder apigatewayv2 arc_region_switch autoscaling bedrock_agentcore_control bedrock_runtime
    cloudformation cloudfront cloudsearchdomain cloudwatch connect connectcases connectparticipant databrew datazone
    dynamodb ec2 eks elb es gamelift glacier glue iam iot_data kendra_ranking kinesis lakeformation lambda lex_runtime
    lexv2_runtime location logs marketplace_agreement medialive polly qbusiness quicksight rds rds_data redshift
    route53 s3 s3control sagemaker securityhub sns sqs stepfunctions sts wafv2
""".split()

# How many differences each row explains: (over SOME, over all 434).
COUNTS = {
    "recursion": (145, 261),
    "paginators": (119, 223),
    "empty": (662, 1976),
    "document": (56, 285),
    "sparse": (20, 21),
    "errors": (901, 4605),
    "nothing returned": (16, 215),
    "JSON in a header": (13, 13),
    "tokens": (20, 190),
    "one event at a time": (1, 1),
    "RequestId": (51, 434),
    "accountId": (6, 6),
    "policies": (9, 9),
    "templates": (1, 1),
    "ExpiresString": (2, 2),
    "UserData": (2, 2),
    "no method": (49, 66),
    "SSE": (20, 20),
    "ContentMD5": (12, 12),
    "made by hand": (89, 89),
    "literals by hand": (10, 10),
    "AttributeValue": (25, 25),
    "resources": (293, 293),
    "may be lacking": (992, 3813),
    "unions by accident": (53, 61),
}
# Types and members compared, of the stubs.
COMPARED = {"types": (26091, 83043), "members": (92327, 277577)}


def test_every_difference_has_a_cause(request: pytest.FixtureRequest) -> None:
    everything = bool(request.config.getoption("--all-services"))
    explained: Counter[str] = Counter()
    compared: Counter[str] = Counter()
    for service in sorted(packages()) if everything else SOME:
        done = compare(service)
        assert not done.unexplained, [(each.name, each.ours, each.theirs) for each in done.unexplained]
        assert not done.disordered, service
        explained += done.explained
        compared.update(types=done.types, members=done.members)
    assert compared == {name: counts[everything] for name, counts in COMPARED.items()}
    assert explained == {name: counts[everything] for name, counts in COUNTS.items()}
    assert COUNTS.keys() == {row.name for row in TABLE}
