"""Two web processes and two workers in trees of their own, Redis for the bells, one bucket: one site all the same."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import boto3
import pytest
from allauth.account.models import EmailAddress
from django.conf import settings as django_settings
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from moto.server import ThreadedMotoServer

from core.audit.models import OutboxMessage
from projects.milestones.models import Milestone
from tests.database import address_for_others
from tests.factories.contracts import WHILE_RUNNING
from tests.factories.milestones import MilestoneFactory
from tests.projects.story import Story, begin
from tests.verification.nodes import HOST, Node, Reader, free_port, lines, redis_server, until

PASSWORD = "four quiet words sealed"
SHEET = b"%PDF-1.7 540 visits"
BUCKET = "linli"


@pytest.fixture
def redis(socket_enabled: None, tmp_path: Path) -> Iterator[str]:
    program = redis_server()
    if program is None:
        pytest.skip("there is no redis-server here: install it")
    port = str(free_port())
    command = [program, "--port", port, "--bind", "127.0.0.1", "--save", "", "--dir", str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as server:
        yield f"redis://127.0.0.1:{port}/0"
        server.terminate()


@pytest.fixture
def store(socket_enabled: None) -> Iterator[dict[str, str]]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    environment = {
        "S3_BUCKET": BUCKET,
        "S3_ENDPOINT_URL": f"http://{host}:{port}",
        "S3_REGION": "us-east-1",
        "S3_ACCESS_KEY": "here",
        "S3_SECRET_KEY": "only",
    }
    with closing(client(environment)) as bucket:
        bucket.create_bucket(Bucket=BUCKET)
    yield environment
    server.stop()


def client(store: dict[str, str]) -> Any:
    return boto3.client(
        "s3",
        endpoint_url=store["S3_ENDPOINT_URL"],
        region_name=store["S3_REGION"],
        aws_access_key_id="here",
        aws_secret_access_key="only",
    )


@pytest.fixture
def nodes(transactional_db: None, redis: str, store: dict[str, str], tmp_path: Path) -> Iterator[tuple[Node, ...]]:
    environment = {
        **store,
        "DJANGO_SETTINGS_MODULE": "config.settings.production",
        "SECRET_KEY": "a-key-of-more-than-fifty-letters-that-signs-nothing-at-all",
        "ALLOWED_HOSTS": HOST,
        "LINLI_BASE_URL": f"https://{HOST}",
        "LINLI_BEHIND_PROXY": "yes",
        "DATABASE_URL": address_for_others(),
        "LINLI_APPLICATION_ROLE": django_settings.APPLICATION_ROLE,
        "CELERY_BROKER_URL": redis,
    }
    both = (
        Node("first", tmp_path / "first" / "linli", environment),
        Node("second", tmp_path / "second" / "linli", environment),
    )
    try:
        for node in both:
            node.prepare()
            node.start_web()
            node.start_worker()
        yield both
    finally:
        for node in both:
            for what in ("web", "worker"):
                node.kill(what)


def supplier_of(story: Story) -> str:
    person = story.cast.supplier
    hasher = PBKDF2PasswordHasher()  # the nodes do not know the tests' own cheap one
    person.password = hasher.encode(PASSWORD, hasher.salt())
    person.save(update_fields=["password"])
    EmailAddress.objects.get_or_create(user=person, email=person.email, defaults={"verified": True, "primary": True})
    return str(person.email)


def everything_told() -> bool:
    return not OutboxMessage.objects.filter(delivered_at=None, dead_at=None).exists()


@pytest.mark.heavy
@pytest.mark.filterwarnings("ignore::ResourceWarning")  # the store's stand-in ends without closing its sockets
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_whoever_answers_it_is_one_site(nodes: tuple[Node, ...], store: dict[str, str], clock: Any) -> None:
    first, second = nodes
    clock(WHILE_RUNNING)
    story = begin()
    contract = story.contract(in_force=True)
    milestones = [MilestoneFactory.create(contract=contract, due=True) for _number in (1, 2)]
    address = supplier_of(story)

    # A person signs in at one node and is known at the other.
    reader = Reader()
    answer = reader.send(first, "/accounts/login/", {"login": address, "password": PASSWORD})
    assert answer.status == 302
    assert reader.ask(second, "/zh-hans/desk/").status == 200

    # A paper handed in at one is read at the other, and lies on the disk of neither.
    submit = "/zh-hans/org/milestones/{}/submit/"
    answer = reader.send(first, submit.format(milestones[0].pk), {"output_0": "540"}, {"evidence": SHEET})
    assert answer.status == 302
    paper = reader.ask(second, f"/zh-hans/desk/milestones/{milestones[0].pk}/evidence/0/")
    assert (paper.status, paper.read()) == (200, SHEET)
    assert Reader().ask(second, f"/zh-hans/desk/milestones/{milestones[0].pk}/evidence/0/").status != 200
    assert not [path for node in nodes for path in (node.folder / "var").rglob("*.pdf")]
    with closing(client(store)) as bucket:
        assert bucket.list_objects_v2(Bucket=BUCKET)["KeyCount"] == 1

    # What has to be told is told by a worker that is left, and nothing is told twice.
    until(everything_told, "the bells were not heard")
    first.kill("worker")
    answer = reader.send(second, submit.format(milestones[1].pk), {"output_0": "540"}, {"evidence": SHEET})
    assert answer.status == 302
    until(everything_told, "the worker that is left does not work")

    # A server falls, and the site goes on.
    first.kill("web")
    assert first.status("/health/") == 0
    assert reader.ask(second, "/zh-hans/desk/").status == 200
    assert Milestone.objects.filter(state="SUBMITTED").count() == 2

    # The site's own files carry their fingerprint and are kept for ever.
    page = reader.ask(second, "/zh-hans/desk/").read().decode()
    [style, *_] = re.findall(r'href="(/static/[^"]+\.[0-9a-f]{12}\.css)"', page)
    assert "immutable" in reader.ask(second, style).headers["Cache-Control"]

    # The log tells of the work and of nobody.
    told = [line for node in nodes for line in lines(node)]
    assert {"milestone_submit", "account_login"} <= {line.get("page") for line in told}
    assert address not in "".join(node.log.read_text() for node in nodes)
    assert not [line for line in told if line["level"] == "ERROR"]
