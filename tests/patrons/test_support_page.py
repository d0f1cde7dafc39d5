from tests import factories


def test_it_says_how_to_give_in_the_words_of_the_desk(client, db):
    factories.page(slug="support", title="Support", body="<p>By bank transfer.</p>")
    page = client.get("/support/").content.decode()
    assert "Support The-News by becoming our patron!" in page
    assert "By bank transfer." in page


def test_it_opens_before_the_desk_has_written_it(client, db):
    response = client.get("/support/")
    assert response.status_code == 200
    assert "How to give will be announced here soon." in response.content.decode()


def test_each_edition_has_its_own(client, db):
    factories.page(slug="support", title="Підтримати", language="uk", body="<p>Переказом.</p>")
    assert "Переказом." in client.get("/uk/support/").content.decode()
    assert "Переказом." not in client.get("/support/").content.decode()


def test_the_appeal_of_every_article_leads_there(client, db):
    article = factories.article()
    assert 'href="/support/"' in client.get(article.get_absolute_url()).content.decode()
