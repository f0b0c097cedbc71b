"""Korean sentences in which work is taken on, asked for or agreed on.

The ending says who is meant to act: -겠습니다 and -ㄹ게요 the speaker, -주세요 and 부탁드립니다 the
other one, -기로 했습니다 and -야 합니다 whoever the sentence names. Endings that only steer the
conversation (시작하겠습니다, 설명해 주세요) are left out.
"""

import re

from nightshift.domain.meetings.embedded import due_ko
from nightshift.domain.meetings.embedded.commitments import (
    ADDRESSEE,
    NOBODY,
    SPEAKER,
    Commitment,
    Form,
    Owner,
)
from nightshift.domain.meetings.embedded.people import Roster

_END = r"(?:[.!?~…\s]|$|,|만\s|는데|고요|구요)"
_POLITE = (
    r"(?:합니다|해요|됩니다|돼요|할 것 같|될 것 같|하고|하는데|하니|되는데|겠습니다|"
    r"겠어요|겠네요|겠죠|하죠|해$|돼$|한다)"
)
_RULES = tuple(
    (form, owner, re.compile(pattern))
    for form, owner, pattern in (
        (
            Form.REQUEST,
            ADDRESSEE,
            (
                r"(?:주세요|주십시오|주시기 바랍니다|부탁\s?드립니다|부탁\s?드려요|"
                r"부탁\s?드릴게요|부탁\s?드리겠습니다|부탁합니다|부탁해요)"
            ),
        ),
        (
            Form.REQUEST,
            ADDRESSEE,
            (
                r"(?:주시겠어요|주시겠습니까|주실래요|주실\s?수\s?있|주실까요|주시면|"
                r"주셔야|주시죠|줄래요|줄 수 있|해\s?줘요?|해\s?주고요|하시기 바랍니다)"
            ),
        ),
        (Form.REQUEST, ADDRESSEE, r"(?:하셔야|맡아\s?주|담당해\s?주)"),
        (Form.AGREED, NOBODY, r"기로\s?(?:했|하|합의|결정|정했|해요)"),
        (Form.AGREED, NOBODY, rf"[가-힣]야\s?{_POLITE}"),
        (Form.COMMIT, SPEAKER, rf"겠습니다{_END}|겠어요{_END}"),
        (
            Form.COMMIT,
            SPEAKER,
            (
                r"(?:할|볼|둘|릴|올|칠|줄|을|길|갈|킬|낼|알릴|맡을|잡을|만들|돌릴|넘길|"
                r"정할|열|쓸|뺄|막을|꿀|걸|풀|넣을|될|일|짤|살|굴)게(?:요|"
                r"용)?(?:[.!~…,\s]|$)"
            ),
        ),
        (
            Form.COMMIT,
            SPEAKER,
            (
                r"(?:할|볼|둘|릴|낼|칠|을)\s?(?:예정|계획|생각)(?:입니다|이에요|이고|"
                r"이니|인데)|(?:하|보|내|드리)려고\s?(?:합니다|해요)"
            ),
        ),
        (
            Form.MARKED,
            NOBODY,
            (
                r"액션\s?아이템|할\s?일[은로이:]|후속\s?조치|담당(?:은|자는|:)|마감(?:은|"
                r"일은|기한은)"
            ),
        ),
        (
            Form.PROPOSED,
            NOBODY,
            (
                r"[가-힣](?:시죠|ㅂ시다|합시다|봅시다|둡시다|읍시다|갑시다)|(?:하|보|두|"
                r"가|내|치)죠(?:[.!~…\s]|$)"
            ),
        ),
    )
)
_STEERING = re.compile(
    r"(?:따르|존중하|기대하|믿|바꾸지)겠|했었|시작하(?:겠|도록 하겠|죠|시죠|"
    r"기로 하)|시작할게요|마치(?:겠|도록 하겠|죠)|마칠게요|마무리하(?:겠|죠)|"
    r"끝내(?:겠|죠)|말씀\s?(?:드리겠|드릴게요|드리면|하겠)|말씀해\s?주|말해\s?주|"
    r"넘어가(?:겠|죠|시죠|도록)|넘어갈게요|진행하도록 하겠|알겠|모르겠|되겠|있겠|"
    r"없겠|같겠|좋겠|괜찮겠|감사하겠|어렵겠|힘들겠|맞겠|늦겠|않겠|보이겠|"
    r"설명(?:해\s?주|드리겠|드릴게요|하겠|해 드리)|소개(?:하겠|드리겠|해\s?주)|"
    r"보여\s?(?:주|드리겠)|(?<!만)들어\s?보(?:겠|죠)|듣(?:겠|도록)|"
    r"여쭤\s?(?:보겠|볼게요)|여쭙겠|질문(?:하겠|드리겠|해\s?주|\s?있으시?면)|"
    r"얘기해\s?(?:주|보|볼게요)|이야기해\s?(?:주|보)|논의해\s?보(?:겠|죠|시죠)|"
    r"논의하겠|"
    r"기다려\s?주|잠깐|잠시만|화면\s?(?:공유|봐|보시)|봐\s?주시면|이해해\s?주|"
    r"양해|참석해\s?주셔서|도와\s?주셔서|와\s?주셔서|주셔서 감사|해\s?주셔서|"
    r"하겠다고|이상으로|여기까지|다음\s?안건|첫\s?번째\s?안건|"
    r"알아야|느껴야|좋아야|커야|있어야\s?(?:될|할) 것|이어야|여야\s?(?:하|할|합)|"
    r"먼저 가\s?(?:보겠|볼게요)|동의하겠|찬성하겠|죄송하지만|아니겠|그렇겠|드렸|"
    r"주셨|해야\s?(?:했|됐|하나|할까|하는지|되나|될지|할지|되는지)|지\s?않아도|"
    r"안\s?해도|할\s?필요(?:는|가)?\s?없|주실\s?분\s?계|조용히"
)
_MEANT_AFTER_ALL = re.compile(
    r"주시면\s?(?:좋겠|감사하겠|되겠|됩니다|돼요)|주셨으면\s?(?:좋겠|합니다)"
)
_SELF = re.compile(
    r"(?<![가-힣])(?:제가|저희가|저는|저희는|내가|저도|저희 팀이|저희 쪽에서|저희 쪽이)(?![가-힣])"
)
_TITLED = re.compile(
    r"(?<![가-힣])(?P<name>[가-힣]{2,4}?)\s?(?:책임님?|수석님?|선임님?|팀장님?|"
    r"대리님?|과장님?|부장님?|차장님?|이사님?|대표님?|매니저님?|사원님?|님|씨)"
    r"(?P<particle>께서|이|가|은|는|도|이랑|,|\s|야|아)"
)
_NOT_PEOPLE = frozenset(
    """고객 사용자 선생 담당자 여러분 손님 회원 모든 판매자 부모 하느 작가 아버 어머 다음 우리 저희
    해당 관리자 파트너""".split()  # noqa: SIM905 - a list of words reads best as words
)
_TEAM = re.compile(
    r"(?<![가-힣A-Za-z])(?P<team>[가-힣A-Za-z]{1,8}\s?팀)(?:에서|이|은|는|도)(?![가-힣])"
)
_SUBJECT = re.compile(r"(?:께서|야|아|이|가|은|는|도|이랑|,|:)?(?:\s|,|$)")
_RECIPIENT = re.compile(r"(?:께|에게|한테|하고|과|와|랑|이랑)")
_TITLE = re.compile(
    r"\s?(?:책임|수석|선임|팀장|대리|과장|부장|차장|이사|대표|매니저|사원|개발자|"
    r"디자이너|기획자)?(?:님|씨)?"
)
_FEWEST_WORDS = 2


def read(text: str, known: Roster) -> Commitment | None:
    """Return what a sentence commits somebody to, else None."""
    if len(text.split()) < _FEWEST_WORDS:
        return None
    if _STEERING.search(text) and not _MEANT_AFTER_ALL.search(text):
        return None
    for form, owner, pattern in _RULES:
        if pattern.search(text):
            return _commitment(form, owner, text, known)
    return None


def _commitment(form: Form, owner: Owner, text: str, known: Roster) -> Commitment:
    subject = _subject(text, known)
    if _SELF.search(text) and form is not Form.REQUEST:
        return Commitment(Form.COMMIT if form is Form.AGREED else form, SPEAKER, due_ko.find(text))
    if subject is not None:
        named = Form.NAMED if form is Form.AGREED else form
        return Commitment(named, Owner(name=subject), due_ko.find(text))
    return Commitment(form, owner, due_ko.find(text))


def _subject(text: str, known: Roster) -> str | None:
    """Return the person or team the sentence puts in charge, not one that something is sent to."""
    for speaker, _, end in known.mentions(text):
        title = _TITLE.match(text, end)
        rest = text[title.end() if title else end :]
        if not _RECIPIENT.match(rest) and _SUBJECT.match(rest):
            return speaker
    titled = _TITLED.search(text)
    if titled and titled["name"] not in _NOT_PEOPLE:
        return titled["name"]
    team = _TEAM.search(text)
    return team["team"] if team else None
