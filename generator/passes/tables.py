"""The methods of DynamoDB's resources in boto3, which take and return values of Python: `Table.put_item`.

Only the stubs have classes for them, and name them after the input of the operation, the resource and the method:
`PutItemInputTablePutItem`. They name the class of what comes back after the output: `PutItemOutputTable`.
"""

from .. import ir, naming
from ..diagnostics import Report
from ..options import Options

_METHODS = {
    "ServiceResource": ("BatchGetItem", "BatchWriteItem"),
    "Table": ("DeleteItem", "GetItem", "PutItem", "Query", "Scan", "UpdateItem"),
}


def tables(service: ir.Service, options: Options, report: Report) -> ir.Service:
    """Add the methods of DynamoDB's resources whose classes the service has. Keep any other service."""
    if service.name != "dynamodb":
        return service
    operations = {each.name for each in service.operations}
    methods = tuple(
        ir.Method(
            name=naming.method_name(operation),
            owner=resource,
            operation=operation,
            input=ir.Ref(request),
            output=ir.Ref(response) if (response := f"{operation}Output{resource}") in service.shapes else None,
        )
        for resource, names in _METHODS.items()
        for operation in names
        if operation in operations and (request := f"{operation}Input{resource}{operation}") in service.shapes
    )
    return ir.replace(service, methods=(*service.methods, *methods)) if methods else service
