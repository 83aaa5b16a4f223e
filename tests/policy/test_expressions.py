"""Expressions: CEL, what Kubernetes and Kyverno add to it, and where engines part."""

from __future__ import annotations

import pytest

from goldenpath.policy.cel import (
    EvaluationError,
    ExpressionError,
    UnsupportedError,
    compile_expression,
    scope,
)
from goldenpath.policy.world import Cluster, World
from tests.policy.expressions import OBJECT, evaluate, holds
from tests.policy.policies import NOW

DIGEST = "sha256:" + "0" * 64


@pytest.mark.parametrize(
    "expression",
    [
        "!object.?empty.?a.hasValue()",
        "!object.empty.?a.hasValue()",
        "!object.?empty.a.hasValue()",
        "!object.?number['a'].hasValue() && !object.?empty['a'].hasValue()",
        "object.?map['a'].hasValue() && !object.?map['b'].hasValue()",
        "object.?list[0].hasValue() && !object.?list[7].hasValue()",
        "object.?list[7].or(optional.of(1)).value() == 1",
        "object.?number['a'].orValue(5) == 5",
        "!object.kind.?a.hasValue()",
        "!object.empty[?'a'].hasValue()",
        "!object.?nothing.?a.?b.hasValue()",
        "object.?map.?a.orValue(5) == 1",
        "object.?map.?b.orValue(5) == 5",
        "object.?empty.hasValue() && object.?empty.orValue(1) == null",
        "!has(object.empty.a)",
        "!has(object.kind.a)",
        "has(object.map.a) && !has(object.map.b)",
        "object.list.orValue([]).size() == 3",
        "object.?empty.?a.orValue('none') == 'none' || false",
    ],
)
def test_absence_is_what_it_is_in_kubernetes(expression: str) -> None:
    """What is asked of a null or a text is absent, where the engine alone would fail."""
    assert holds(expression)


@pytest.mark.parametrize(
    "expression",
    [
        "object.nothing",
        "object.empty.a",
        "object.list[5]",
        "has(object.list.a)",
        "object.?list.?a.hasValue()",
        "object.text + 1 == 'x'",
        "1 / 0 == 1",
        "lists.range(20000).all(i, i >= 0)",
        "quantity('1x').isInteger()",
        "object.map.isGreaterThan(quantity('1'))",
        "quantity('1').compareTo(semver('1.0.0')) == 0",
        "x509.decode('nothing').Issuer == null",
        "json.unmarshal('{') == null",
        "yaml.parse('a: [') == null",
        "'a'.find('(') == ''",
    ],
)
def test_failure_is_no_value(expression: str) -> None:
    """An expression that fails at run time raises, whatever its type is."""
    with pytest.raises((EvaluationError, ExpressionError)):
        evaluate(expression)


def test_absorbed_failure_is_no_failure() -> None:
    """A failure that decides nothing is absorbed, as CEL has it."""
    assert holds("object.nothing == 1 || true")
    assert not holds("object.nothing == 1 && false")


def test_missing_key_is_told_as_in_the_cluster() -> None:
    """The message of a missing key is the one that Kyverno gives."""
    with pytest.raises(EvaluationError, match=r"^no such key: nothing$"):
        evaluate("object.nothing == 1")


@pytest.mark.parametrize(
    "expression",
    [
        "quantity('1.5Gi').isGreaterThan(quantity('1G'))",
        "quantity('1') == quantity('1000m')",
        "quantity('100m').add(quantity('1')).isLessThan(quantity('2'))",
        "quantity('2').sub(1).asInteger() == 1",
        "quantity('1e3').asInteger() == 1000 && quantity('1E').asInteger() > 1000",
        "quantity('-1').sign() == -1 && !quantity('1500m').isInteger()",
        "!isQuantity('1x') && !isQuantity('') && isQuantity('.5')",
        "semver('1.2.3').isLessThan(semver('1.10.0'))",
        "semver('1.0.0-rc.2').compareTo(semver('1.0.0-rc.10')) == -1",
        "semver('1.0.0-rc').isLessThan(semver('1.0.0'))",
        "semver('v01.2', true).minor() == 2 && !isSemver('v1.2')",
        "url('https://acme.example:80/a?b=c&b=d').getQuery()['b'] == ['c', 'd']",
        "url('https://acme.example:80/a').getHost() == 'acme.example:80'",
        "url('https://[::1]:80/a').getHostname() == '::1'",
        "isURL('/a') && !isURL('a') && !isURL('https://a:b/')",
        "cidr('10.0.0.0/8').containsIP('10.1.1.1')",
        "cidr('10.0.0.0/8').containsCIDR(cidr('10.1.0.0/16'))",
        "!cidr('10.0.0.0/8').containsIP('::1')",
        "cidr('10.1.2.3/8').masked() == cidr('10.0.0.0/8')",
        "ip('::1').isLoopback() && ip('10.0.0.1').family() == 4 && !isIP('::ffff:1.2.3.4')",
        "ip.isCanonical('::1') && !ip.isCanonical('0:0:0:0:0:0:0:1')",
        "string(ip('10.0.0.1')) == '10.0.0.1' && string(cidr('10.0.0.0/8').ip()) == '10.0.0.0'",
        "[1, 2].isSorted() && !object.list.isSorted()",
        "object.list.sum() == 6 && object.list.max() == 3 && [1.5, 0.5].min() == 0.5",
        "object.list.indexOf(1) == 1 && [1, 2, 1].lastIndexOf(1) == 2 && [1].indexOf(2) == -1",
        "object.text.indexOf('b') == 2",
        "'ab12c3'.find('[a-z]([0-9]+)') == 'b12'",
        "'ab12c3'.findAll('[a-z]([0-9]+)') == ['b12', 'c3'] && 'aa'.findAll('a', 1) == ['a']",
        "'a(b'.find('[(]b') == '(b'",
        "format.dns1123Label().validate('A_b').hasValue()",
        "!format.dns1123Label().validate('a-b').hasValue()",
        "!format.named('uuid').value().validate('123e4567-e89b-12d3-a456-426614174000').hasValue()",
        "format.labelValue().validate('-a').hasValue() && !format.uri().validate('/a').hasValue()",
        "1 < 1.5 && object.number < 1.5",
        "object.map.transformMap(k, v, v == null ? 0 : v + 1) == {'a': 2, 'nothing': 0}",
        "['a'].transformMapEntry(i, v, {v: i}) == {'a': 0}",
        "object.metadata.labels.`app.kubernetes.io/name` == 'orders'",
    ],
)
def test_functions_of_kubernetes(expression: str) -> None:
    """Each function of Kubernetes' own libraries gives what it gives in the cluster."""
    assert holds(expression)


@pytest.mark.parametrize(
    "expression",
    [
        "image('nginx').registry() == 'index.docker.io'",
        "image('nginx').repository() == 'library/nginx'",
        "parseImageReference('nginx').identifier() == 'latest'",
        "image('docker.io/acme/app:1').registry() == 'index.docker.io'",
        "image('localhost/app').registry() == 'localhost'",
        "image('registry.acme.example:5000/team/app').tag() == 'latest'",
        f"image('acme/app:1@{DIGEST}').identifier() == '1@{DIGEST}'",
        f"image('acme/app@{DIGEST}').tag() == ''",
        f"image('acme/app:1@{DIGEST}').identifierWithSeparator() == '@{DIGEST}'",
        "image('acme/app:1').identifierWithSeparator() == ':1'",
        f"image('acme/app@{DIGEST}').containsDigest() && !image('acme/app:1').containsDigest()",
        "!isImage('Acme/app') && !isImage('') && !isImage('a:') && !isImage('acme/app@sha256:0')",
        "sha256('a').startsWith('ca978112') && hash.md5('a').startsWith('0cc175b9')",
        "json.unmarshal('{\"a\": [1]}').a == [1.0]",
        "json.marshal({'b': 1, 'a': [null, '<']}) == '{\"a\":[null,\"\\\\u003c\"],\"b\":1}'",
        "yaml.parse('a: [1, yes]') == {'a': [1, true]}",
        "parseServiceAccount('system:serviceaccount:team:app').Namespace == 'team'",
        "user.parseServiceAccount('alice').Name == ''",
        "listObjToMap([{'k': 'a'}], [{'v': 1}], 'k', 'v') == {'a': 1}",
        "time.now() == timestamp('2026-06-01T12:00:00Z')",
        "time.truncate(time.now(), duration('24h')) == timestamp('2026-06-01T00:00:00Z')",
        "time.toCron(time.now()) == '0 12 1 6 1'",
        "math.round(2.675, 1) == 2.7 && math.round(-2.5, 0) == -3.0 && math.round(2.4) == 2.0",
    ],
)
def test_functions_of_kyverno(expression: str) -> None:
    """Each function of Kyverno's libraries that needs no cluster gives what it gives there."""
    assert holds(expression)


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        ("object.", "Syntax error"),
        ("nothing == 1", "undeclared reference to 'nothing'"),
        ("variables.nothing == 1", "undeclared reference to 'variables.nothing'"),
        ("variables['a'] == 1", "undeclared reference to 'variables'"),
        ("'a' == 1", "found no matching overload"),
        ("dyn(true)", "expected to be of type bool, not dyn"),
        ("'a'", "expected to be of type bool, not string"),
    ],
)
def test_wrong_expression_is_refused(expression: str, message: str) -> None:
    """What is no expression, or not of the type that is needed, is told when it is compiled."""
    with pytest.raises(ExpressionError, match=message.replace("[", r"\[")):
        compile_expression(expression, {}, "bool")


@pytest.mark.parametrize("expression", ["authorizer.path('/').check('get').allowed()"])
def test_what_needs_an_authorizer_is_not_evaluated(expression: str) -> None:
    """A right expression that only a cluster can evaluate is told from a wrong one."""
    with pytest.raises(UnsupportedError):
        compile_expression(expression, {}, "bool")


@pytest.mark.parametrize(
    ("expression", "missed"),
    [
        ("resource.Get('v1', 'configmaps', 'team', 'a') == null", "configmaps team/a"),
        ("resource.List('v1', 'pods', 'team').items == []", "the list of pods"),
        ("resource.Post('v1', 'pods', {}) == null", "the creation of a resource"),
        ("globalContext.Get('entry', '') == null", "global context entry 'entry'"),
        ("http.Get('https://acme.example') == null", "an answer to GET https://acme.example"),
        ("http.Client('').Post('https://a', {}) == null", "an answer to POST https://a"),
        ("image.GetMetadata('nginx') == {}", "the metadata of image nginx"),
        ("random() == ''", "a random text"),
    ],
)
def test_what_is_asked_of_a_cluster_is_recorded(expression: str, missed: str) -> None:
    """A look-up fails without a cluster, and the world remembers what was asked for."""
    world = World(NOW)
    program = compile_expression(expression, {}, "bool")
    with pytest.raises(EvaluationError):
        program.evaluate(scope({"object": OBJECT}, world))
    assert missed == world.missed[0]


def test_stand_ins_answer_for_the_cluster() -> None:
    """Objects, entries, images and answers that a test brings are found."""
    found = {"metadata": {"name": "a", "labels": {"team": "x"}}, "data": {"key": "value"}}
    cluster = Cluster(
        resources={("v1", "configmaps", "team", "a"): found},
        references={"entry": {"names": ["a"]}},
        images={"nginx": {"config": {}}},
        responses={"GET:https://acme.example": {"body": {"ok": True}}},
    )
    for expression in (
        "resource.Get('v1', 'configmaps', 'team', 'a').data.key == 'value'",
        "resource.Get('v1', 'configmaps', 'team', 'b') == null",
        "resource.List('v1', 'configmaps', 'team', {'team': 'x'}).items.size() == 1",
        "resource.List('v1', 'configmaps', '', {'team': 'y'}).items.size() == 0",
        "globalContext.get('entry', 'names') == ['a'] && globalContext.Get('none', '') == null",
        "image.GetMetadata('nginx').config == {}",
        "http.Get('https://acme.example').body.ok",
    ):
        assert evaluate(f"({expression}) == true", cluster) is True, expression
