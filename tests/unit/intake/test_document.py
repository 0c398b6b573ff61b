"""Keys and contents of order documents in XML."""

import json
from xml.etree import ElementTree

from intake.content import differences
from intake.document import document_content, document_key

UBL = """<Order xmlns="urn:o" xmlns:c="urn:c">
  <c:ID>PO-7</c:ID>
  <c:BuyerCustomerParty><c:Party>
    <c:EndpointID>{endpoint}</c:EndpointID><c:PartyName><c:Name>Firm</c:Name></c:PartyName>
  </c:Party></c:BuyerCustomerParty>
  <!-- comment -->
  <c:OrderLine><c:LineItem><c:Quantity>{quantity}</c:Quantity></c:LineItem></c:OrderLine>
</Order>"""


def tree(endpoint="0088:1", quantity=5):
    return ElementTree.fromstring(UBL.format(endpoint=endpoint, quantity=quantity))


def test_key():
    assert document_key(tree()) == ("PO-7", "buyer:0088:1")
    assert document_key(tree(endpoint="")) == ("PO-7", "buyer:firm")
    assert document_key(ElementTree.fromstring("<Order><ID>1</ID></Order>")) is None


def test_content():
    assert json.loads(document_content(tree()))["OrderLine"] == {"LineItem": {"Quantity": "5"}}
    (problem,) = differences(document_content(tree()), document_content(tree(quantity=6)))
    assert (problem.path, problem.detail["known"], problem.found) == (
        "OrderLine.LineItem.Quantity",
        "5",
        "6",
    )
