from django.http import HttpResponse

from newsportal.middleware import bodyless_head


def test_a_head_request_gets_the_length_of_the_page_and_no_body(rf):
    answer = bodyless_head(lambda request: HttpResponse("a page"))
    response = answer(rf.head("/"))
    assert response.content == b""
    assert response["Content-Length"] == "6"
    assert answer(rf.get("/")).content == b"a page"
