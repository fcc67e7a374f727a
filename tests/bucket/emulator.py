"""An S3 store in memory that ends when its standard input does. Prints its port.

Buckets named on the command line are made first; one whose name ends with `-locked` keeps every object for a day.
"""

import sys

import boto3
from moto.server import ThreadedMotoServer

server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
server.start()
_, port = server.get_host_and_port()
client = boto3.client(
    "s3",
    endpoint_url=f"http://127.0.0.1:{port}",
    aws_access_key_id="key",
    aws_secret_access_key="secret",
    region_name="us-east-1",
)
for name in sys.argv[1:]:
    locked = name.endswith("-locked")
    client.create_bucket(Bucket=name, ObjectLockEnabledForBucket=locked)
    if locked:
        retention = {"DefaultRetention": {"Mode": "COMPLIANCE", "Days": 1}}
        rule = {"ObjectLockEnabled": "Enabled", "Rule": retention}
        client.put_object_lock_configuration(Bucket=name, ObjectLockConfiguration=rule)
print(port, flush=True)
sys.stdin.read()
server.stop()
