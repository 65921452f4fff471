"""Validate a large response and dump it again, many times in one process.

All leave out absent members and write AWS's names, so that what they dump is what they were given; where it is not, the
table says so. Looking at each value of the plain data once, in Python, is there as a measure.
"""

from benchmarks.measure import Failed, medians, run
from benchmarks.table import Block, Row
from benchmarks.using import TOOLS, use

_RESPONSES = {
    "50 instances of EC2": ("ec2", "DescribeInstancesResult", "instances", "50"),
    "1,000 nested items of DynamoDB": ("dynamodb", "ScanOutput", "scan", "1000"),
    "1,000 flat items of DynamoDB": ("dynamodb", "ScanOutput", "flat_scan", "1000"),
    "1,000 keys of S3": ("s3", "ListObjectsV2Output", "listing", "1000"),
}


def blocks() -> list[Block]:
    """One for each response."""
    return [Block(title, _rows(*response)) for title, response in _RESPONSES.items()]


def _rows(service: str, name: str, sample: str, count: str) -> list[Row]:
    tools = TOOLS | {"plain": "plain data, each value looked at"}
    if service == "dynamodb":
        tools["by-hand"] = "pydantic, the same fields by hand"
    commands = {tool: use("steady", tool, service, name, sample, count, tells=True) for tool in tools}
    costs = medians(commands, repeats=5)
    return [Row(label, costs[tool], _proof(tool, service, name, sample)) for tool, label in tools.items()]


def _proof(*of: str) -> str:
    outcome = run(use("agree", *of))
    return outcome.why if isinstance(outcome, Failed) else ""
