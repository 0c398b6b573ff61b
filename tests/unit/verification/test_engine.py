import pytest
from orders import order, with_line

from verification import engine
from verification.engine import RULES, check_parameters, decide, register, verify
from verification.finding import SEVERITIES, Finding
from verification.rule import PARAMETERS, Rule
from verification.settings import Settings


def test_a_good_order_passes_every_rule():
    assert verify(order(), {}) == []


def test_rules_are_complete():
    for code, rule in RULES.items():
        assert rule.code == code
        assert rule.severity in SEVERITIES
        assert rule.subject and rule.problems and rule.__doc__
        assert set(rule.parameters) <= set(PARAMETERS)


def test_a_finding_has_the_severity_that_the_company_chose():
    bad = with_line(quantity=0, base_quantity=0)
    assert [f.severity for f in verify(bad, {})] == ["block"]
    chosen = {"quantity_positive": Settings("quantity_positive", "note")}
    assert [f.severity for f in verify(bad, chosen)] == ["note"]


def test_a_rule_that_is_off_does_not_run():
    bad = with_line(quantity=0, base_quantity=0)
    assert verify(bad, {"quantity_positive": Settings("quantity_positive", "off")}) == []


def test_a_parameter_replaces_the_default_and_leaves_the_others():
    chosen = decide({"risk_burst": Settings("risk_burst", "audit", {"count": 9})})
    assert chosen["risk_burst"].parameters == {"count": 9, "factor": 3.0}


def test_settings_decided_once_serve_many_orders():
    decided = decide({"quantity_positive": Settings("quantity_positive", "off")})
    assert verify(with_line(quantity=0, base_quantity=0), decided) == []


@pytest.mark.parametrize("value", [-1, float("nan"), float("inf"), "3", None])
def test_a_parameter_that_is_no_number_from_zero_on_is_refused(value):
    with pytest.raises(ValueError, match="Parameter percent of rule price_discount"):
        verify(order(), {"price_discount": Settings("price_discount", "block", {"percent": value})})


def test_an_unknown_parameter_is_refused():
    with pytest.raises(ValueError, match="Rule price_discount has no parameter days"):
        check_parameters(RULES["price_discount"], {"days": 3})


def test_an_unknown_severity_is_refused():
    with pytest.raises(ValueError, match="Rule price_discount .* 'fatal'"):
        verify(order(), {"price_discount": Settings("price_discount", "fatal")})


class Broken(Rule):
    code = "broken"
    subject = "risk"
    problems = ("broken",)

    def check(self, order, settings):
        yield Finding(self.code, "broken", settings.severity, "name")
        raise ZeroDivisionError("by hand")


class Unavailable(Broken):
    code = "unavailable"
    requires = "something"

    def available(self):
        return False


@pytest.fixture
def registry(monkeypatch):
    monkeypatch.setattr(engine, "RULES", dict(RULES))


def test_a_rule_that_fails_warns_and_leaves_the_others(registry):
    register(Broken())
    findings = verify(with_line(quantity=0, base_quantity=0), {})
    assert [f.rule for f in findings] == ["quantity_positive", "broken"]
    failed = findings[-1]
    assert (failed.problem, failed.severity) == ("rule_failed", "warning")
    assert failed.found == "ZeroDivisionError: by hand"


def test_a_rule_without_its_library_finds_nothing(registry):
    register(Unavailable())
    assert verify(order(), {}) == []


def test_a_code_can_be_taken_once(registry):
    register(Broken())
    with pytest.raises(ValueError, match="broken is already registered"):
        register(Broken())
