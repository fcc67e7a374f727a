"""An S3 store in memory that ends when its standard input does. Prints its port.

Buckets named on the command line are made first; one whose name ends with `-locked` keeps every object for a day.
"""

import io
import sys
import threading

import boto3
from moto.server import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import make_server


def one_writer_at_a_time(application):
    """The emulator looks whether an object is there and writes it then: two that come close together both win.
    The store that it stands for does not; so writes are done one after the other here."""
    lock = threading.Lock()

    def answer(environ, start_response):
        if environ["REQUEST_METHOD"] != "PUT":
            return application(environ, start_response)
        length = int(environ.get("CONTENT_LENGTH") or 0)
        environ["wsgi.input"] = io.BytesIO(environ["wsgi.input"].read(length))
        with lock:
            return list(application(environ, start_response))

    return answer


application = one_writer_at_a_time(DomainDispatcherApplication(create_backend_app))
server = make_server("127.0.0.1", 0, application, threaded=True)
threading.Thread(target=server.serve_forever, daemon=True).start()
client = boto3.client(
    "s3",
    endpoint_url=f"http://127.0.0.1:{server.port}",
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
print(server.port, flush=True)
sys.stdin.read()
