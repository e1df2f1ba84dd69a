"""Feeds of comments are told from feeds about comments."""

import pytest

from feeds import Feed, is_comments


@pytest.mark.parametrize(
    "title",
    [
        "Comments on: Rent goes up",
        "Comments for Harbor Neighbors",
        "comments on : x",
        "Comentarios en: Sube la renta",
        "Commentaires sur : Le loyer",
        "Commentaires sur Le loyer",
        "Comentários sobre O aluguel",
        "Comentários sobre: O aluguel",
        "Kommentare zu: Die Miete",
    ],
)
def test_the_titles_that_publishing_software_gives_them(title: str) -> None:
    assert is_comments(Feed(title=title))


@pytest.mark.parametrize(
    "title",
    [
        "",
        "Public comments on the budget",
        "Comment is free",
        "Comments on the budget",
        "Comments",
        "Commentary for today",
        "Comentarios de la semana",
        "Notre commentaire sur la loi",
        "Harbor Neighbors",
    ],
)
def test_news_about_comments_is_no_feed_of_them(title: str) -> None:
    assert not is_comments(Feed(title=title, feed_url="https://harbor.example/feed", url="https://harbor.example/"))


@pytest.mark.parametrize(
    "url",
    [
        "https://harbor.example/comments/feed",
        "https://harbor.example/blog/comments/feed/",
        "https://harbor.example/Comments/Feed/atom",
        "https://harbor.example/?feed=comments-rss2",
        "https://harbor.example/?p=1&feed=comments-atom",
        "https://harbor.blogspot.example/feeds/comments/default?alt=rss",
        "https://harbor.blogspot.example/feeds/1234567/comments/default",
        "https://harbor.disqus.com/latest.rss",
        "https://harbor.disqus.com/rent-goes-up/comments.rss",
    ],
)
def test_their_addresses_give_them_away(url: str) -> None:
    assert is_comments(Feed(title="Harbor", feed_url=url))
    assert is_comments(Feed(title="Harbor", url=url))


@pytest.mark.parametrize(
    "url",
    [
        "https://harbor.example/feed",
        "https://harbor.example/latest.rss",
        "https://notdisqus.com/latest.rss",
        "https://harbor.example/category/comments/feed/",
        "https://harbor.example/public-comments/feed",
        "https://harbor.example/comments/feedback",
        "https://harbor.blogspot.example/feeds/posts/default",
        "https://harbor.example/feed?utm_source=comments/feed",
    ],
)
def test_other_addresses_do_not(url: str) -> None:
    assert not is_comments(Feed(title="Harbor", feed_url=url))
