"""What a store says of the lock of an object, and whether it deletes it all the same: PORT BUCKET KEY."""

import sys

import boto3
from botocore.exceptions import ClientError

port, bucket, key = sys.argv[1:]
client = boto3.client(
    "s3",
    endpoint_url=f"http://127.0.0.1:{port}",
    aws_access_key_id="key",
    aws_secret_access_key="secret",
    region_name="us-east-1",
)
head = client.head_object(Bucket=bucket, Key=key)
found, version = head["ObjectLockMode"], head["VersionId"]
try:
    client.delete_object(Bucket=bucket, Key=key, VersionId=version)
    deleted = "deleted"
except ClientError as error:
    deleted = error.response["Error"]["Code"]
print(found, deleted)
