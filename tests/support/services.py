"""The services that the slow tests take when `--all-services` is not given."""

# Some sixty services over the six protocols, most of them small; by botocore's names.
EVERY_PROTOCOL = """
    agent-registry apigatewaymanagementapi apigatewayv2 appconfigdata application-autoscaling autoscaling-plans
    bedrock-runtime cloud9 cloudcontrol cloudhsmv2 cloudsearchdomain connectcases connectparticipant cur dax dlm
    dynamodb dynamodbstreams ebs ec2 eventbridgev2 firehose freetier geo-maps glacier importexport interconnect
    iot-data iot-jobs-data kendra-ranking keyspaces kinesis kinesis-video-archived-media lex-runtime lexv2-runtime
    marketplace-entitlement mediastore-data meteringmarketplace mgh partnercentral-revenue-measurement
    personalize-runtime pi pipes pricing rbin rds-data resourcegroupstaggingapi route53 s3 s3outposts
    sagemaker-runtime sdb signer-data sqs ssm-guiconnect sso sts support supportauthz timestream-query
    timestream-write translate workmailmessageflow workspaces-instances
""".split()

# Every protocol, the ten biggest services, and those that show every row of the table in `vocabulary.py`; by the names
# of the stub packages.
EVERY_DIFFERENCE = """
    amplifyuibuilder apigatewayv2 arc_region_switch autoscaling bedrock_agentcore_control bedrock_runtime
    cloudformation cloudfront cloudsearchdomain cloudwatch connect connectcases connectparticipant databrew datazone
    dynamodb ec2 eks elb es gamelift glacier glue iam iot_data kendra_ranking kinesis lakeformation lambda lex_runtime
    lexv2_runtime location logs marketplace_agreement medialive polly qbusiness quicksight rds rds_data redshift
    route53 s3 s3control sagemaker securityhub sns sqs stepfunctions sts wafv2
""".split()
