"""The words of the summary mail, in the two languages a meeting is held in."""

from collections.abc import Mapping

from nightshift.domain.meetings.request import Task
from nightshift.domain.meetings.results import Language

WORDS: Mapping[Language, Mapping[str, str]] = {
    "en": {
        "subject": "Meeting summary",
        "subject_missing": "Meeting summary, incomplete",
        "summary": "What was said",
        "actions": "Action items",
        "none": "Nobody took on a task.",
        "who": "Who spoke",
        "owner": "Who",
        "task": "What",
        "due": "Due",
        "nobody": "open",
        "missing": "Missing from this mail: {names}.",
        "later": "Once the meeting is processed again it is added to the meeting's record; "
        "no second e-mail is sent.",
        "more_actions": "and {count} more, less certain, in the meeting's record.",
        "more_people": "and {count} more",
        "turn": "turn {turn}",
        "meeting": "Meeting {meeting}",
        "footer": "Sentences are word for word from the transcript; small numbers are its turns. "
        "Chosen by Nightshift, so check before you rely on them.",
    },
    "ko": {
        "subject": "회의 요약",
        "subject_missing": "회의 요약(일부 누락)",
        "summary": "주요 발언",
        "actions": "할 일",
        "none": "맡은 일이 없습니다.",
        "who": "발언 비중",
        "owner": "담당",
        "task": "내용",
        "due": "기한",
        "nobody": "미정",
        "missing": "이 메일에 빠진 내용: {names}.",
        "later": "회의를 다시 처리하면 회의 기록에 추가되며, 메일은 다시 보내지 않습니다.",
        "more_actions": "외 {count}건은 확실성이 낮아 회의 기록에만 남겼습니다.",
        "more_people": "외 {count}명",
        "turn": "발언 {turn}",
        "meeting": "회의 {meeting}",
        "footer": "모든 문장은 회의록 원문 그대로이며, 작은 숫자는 발언 번호입니다. "
        "Nightshift가 골랐으니 중요한 내용은 원문을 확인해 주세요.",
    },
}

TASK_NAMES: Mapping[Language, Mapping[Task, str]] = {
    "en": {
        "generate_summary": "the summary",
        "extract_action_items": "the action items",
        "extract_relationship_data": "who spoke with whom",
        "create_embeddings": "the search index",
        "send_email_summary": "the e-mail",
    },
    "ko": {
        "generate_summary": "요약",
        "extract_action_items": "할 일 목록",
        "extract_relationship_data": "참석자 관계",
        "create_embeddings": "검색 색인",
        "send_email_summary": "이메일",
    },
}
