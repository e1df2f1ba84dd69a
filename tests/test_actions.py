"""What a text asks its readers to do, found in the words of its links."""

from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds import Action
from feeds.actions import actions
from feeds.html import sanitise
from tests.cost import NEARLY_LINEAR, growth

PAGE = "https://harbor.example/rent"


def link(words: str, url: str = PAGE) -> str:
    return f'<a href="{escape(url)}" rel="noopener nofollow ugc">{escape(words)}</a>'


ASKS = {
    "en": [
        "Sign the petition",
        "SIGN OUR LETTER",
        "Please sign on to our open letter",
        "Sign now",
        "Click here to sign the statement!",
        "Urgent: call your senator",
        "Register",
        "Register here",
        "Register for the forum",
        "Register to vote",
        "RSVP",
        "Details & RSVP",
        "Call your state representative",
        "Contact your senator",
        "Email Governor Healey",
        "Write to your legislators",
        "Tell Congress: homes for all",
        "Urge the Boston City Council to vote yes",
        "Volunteer",
        "Volunteer with us",
        "Sign up to testify",
        "Join us on Saturday",
        "Take action!",
        "Rent is too high – take action",
        "Add your name",
    ],
    "es": [
        "Firma la petición",
        "Firme nuestra carta",
        "¡Firma aquí!",
        "Haga clic aquí para firmar la carta",
        "Regístrese",
        "Inscríbete aquí",
        "Confirma tu asistencia",
        "Llame a su senador",
        "Llama a tus representantes",
        "Comuníquese con su senadora",
        "Escríbele a tu alcaldesa",
        "Hazte voluntario",
        "Únete a nosotros",
        "Toma acción",
        "Añade tu nombre",
    ],
    "pt": [
        "Assine a petição",
        "Assine o abaixo-assinado",
        "Inscreva-se aqui",
        "Confirme sua presença",
        "Ligue para o seu senador",
        "Escreva para os seus vereadores",
        "Entre em contato com a sua deputada",
        "Seja voluntário",
        "Junte-se a nós",
        "Entre em ação",
        "Coloque seu nome",
    ],
    "ht": [
        "Siyen petisyon an",
        "Tanpri siyen lèt la",
        "Enskri kounye a",
        "Konfime prezans ou",
        "Rele senatè ou",
        "Ekri reprezantan ou",
        "Kontakte majistra a",
        "Vin volontè",
        "Vin jwenn nou",
        "Pran aksyon",
        "Ajoute non ou",
    ],
    "fr": [
        "Signez la pétition",
        "Signer notre lettre",
        "Inscrivez-vous",
        "S’inscrire",
        "Confirmez votre présence",
        "Appelez votre sénatrice",
        "Écrivez à votre député",
        "Contactez vos élus",
        "Devenez bénévole",
        "Rejoignez-nous",
        "Passez à l’action",
        "Ajoutez votre nom",
    ],
}
NO_ASKS = [
    "",
    "Read more",
    "Read the letter",
    "Sign in",
    "Sign in to read the letter",
    "Sign up",
    "Sign up for our newsletter",
    "Sign language class",
    "A sign of the times",
    "Petition signed by 500 neighbors",
    "Register your account",
    "Register for an account",
    "Register to comment",
    "Registered voters",
    "Register of Deeds",
    "Log in",
    "Subscribe",
    "Contact us",
    "Contact",
    "Donate",
    "Call for papers",
    "Call to action",
    "A call for the mayor to resign",
    "Message from Mayor Wu",
    "Letter to the governor",
    "Volunteers needed",
    "Volunteer of the year award",
    "Join our mailing list",
    "Join us on Facebook",
    "Share on Twitter",
    "They take action against landlords",
    "Leer más",
    "Iniciar sesión",
    "Suscríbete",
    "Regístrese para comentar",
    "Inscríbete a nuestro boletín",
    "Firmas reunidas: 500",
    "Crear una cuenta",
    "Assine nossa newsletter",
    "Inscreva-se no nosso canal",
    "Leia mais",
    "Li plis",
    "Enskri pou bilten nou",
    "Lire la suite",
    "Se connecter",
    "Inscrivez-vous à notre infolettre",
    "Signes du temps",
]


@pytest.mark.parametrize("words", [words for each in ASKS.values() for words in each])
def test_a_link_that_asks_is_an_action(words: str) -> None:
    assert actions(f"<p>Before {link(words)} after</p>") == (Action(words, PAGE),)


@pytest.mark.parametrize("words", NO_ASKS)
def test_a_link_that_leads_around_is_none(words: str) -> None:
    assert actions(f"<p>Please sign the petition. {link(words)}</p>") == ()


@pytest.mark.parametrize(
    "url",
    [
        "https://www.facebook.com/sharer/sharer.php?u=x",
        "https://twitter.com/intent/tweet?text=x",
        "https://x.com/intent/post?text=x",
        "https://www.linkedin.com/shareArticle?url=x",
        "https://bsky.app/intent/compose?text=x",
        "https://api.whatsapp.com/send?text=x",
        "https://wa.me/?text=x",
        "https://t.me/share/url?url=x",
        "https://www.reddit.com/submit?url=x",
    ],
)
def test_a_form_for_a_post_is_none_whatever_its_words(url: str) -> None:
    assert actions(link("Take action", url)) == ()


def test_an_event_on_a_social_network_may_be_one() -> None:
    assert actions(link("RSVP", "https://www.facebook.com/events/1"))


@pytest.mark.parametrize("url", ["tel:+16175550100", "mailto:senator@senate.example?subject=Rent"])
def test_one_may_call_and_write(url: str) -> None:
    assert actions(link("Call your senator", url)) == (Action("Call your senator", url),)


@pytest.mark.parametrize("url", ["/sign", "#sign", "javascript:sign()", "ftp://x.example/", "mailto:?subject=x", ""])
def test_an_address_that_leads_nowhere_is_no_action(url: str) -> None:
    assert actions(link("Sign the petition", url)) == ()


def test_the_words_may_be_marked_up() -> None:
    content = f'<h2><a href="{PAGE}">Sign\n <b>the</b><br>petition</a></h2>'
    assert [action.label for action in actions(content)] == ["Sign the petition"]


def test_the_first_three_are_kept_each_address_once() -> None:
    links = [link("Sign the letter"), link("Sign now"), *(link("RSVP", f"{PAGE}/{n}") for n in range(5))]
    assert [(each.label, each.url) for each in actions("".join(links))] == [
        ("Sign the letter", PAGE),
        ("RSVP", f"{PAGE}/0"),
        ("RSVP", f"{PAGE}/1"),
    ]


def test_a_label_is_cut_at_a_word() -> None:
    words = "Sign the petition for homes that people who work in this city can pay for, every one of them"
    (action,) = actions(link(words))
    assert len(action.label) <= 80
    assert action.label == "Sign the petition for homes that people who work in this city can pay for…"


def test_a_paragraph_within_a_link_tells_and_does_not_ask() -> None:
    assert actions(link("Sign the petition. " + "It is long. " * 30)) == ()


@pytest.mark.parametrize("content", [None, "", "no markup", "<a>Sign the petition</a>", "<p"])
def test_a_text_without_links_asks_nothing(content: str | None) -> None:
    assert actions(content) == ()


@given(st.text(max_size=200))
def test_no_words_are_too_odd(words: str) -> None:
    assert len(actions(sanitise(link(words)))) <= 1


def test_what_is_built_to_exhaust_us_does_not() -> None:
    assert growth(actions, lambda n: link("please to and now here click " * 6) * n, 2_000) < NEARLY_LINEAR
