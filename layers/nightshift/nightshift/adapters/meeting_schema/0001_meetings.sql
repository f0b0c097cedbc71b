-- What a meeting became. Everything hangs on `meeting` and goes with it.
-- `turn` and `turns` are the transcript's own turn numbers: every row can be checked against it.

create extension if not exists vector;

create table nightshift.meeting (
    meeting_id   text primary key,
    fingerprint  text not null,              -- of the transcript all rows below were made from
    language     text not null,
    provider     text not null,
    status       text not null check (status in ('COMPLETE', 'PARTIAL')),
    missing      text[] not null,            -- tasks that failed in the latest run
    headline     text,                       -- null: no summary yet
    keyphrases   text[],                     -- most telling first
    processed_at timestamptz not null
);

create index on nightshift.meeting (processed_at);

create table nightshift.summary_sentence (
    meeting_id text not null references nightshift.meeting on delete cascade,
    position   integer not null,             -- in the order they were spoken
    text       text not null,
    turn       integer not null,
    primary key (meeting_id, position)
);

create table nightshift.action_item (
    meeting_id text not null references nightshift.meeting on delete cascade,
    position   integer not null,             -- best first
    text       text not null,
    owner      text,
    due        text,                         -- the words of the transcript
    turn       integer not null,
    score      double precision not null,    -- comparable within one meeting only
    primary key (meeting_id, position)
);

create table nightshift.participation (
    meeting_id text not null references nightshift.meeting on delete cascade,
    speaker    text not null,
    position   integer not null,             -- in order of first appearance
    turns      integer not null,
    words      integer not null,
    share      double precision not null,    -- of all words, 0..1
    primary key (meeting_id, speaker)
);

create table nightshift.relation (
    meeting_id text not null references nightshift.meeting on delete cascade,
    kind       text not null,
    source     text not null,
    target     text not null,
    turns      integer[] not null,           -- their number is the tie's weight
    primary key (meeting_id, kind, source, target)
);

-- 1024 numbers fit Titan v2, Cohere, OpenAI (`dimensions`) and the embedded hash. Vectors of two
-- embedding_ids are never compared. No HNSW index: building one pays from about 100,000 rows on,
-- and a search filters by time first.
create table nightshift.embedding (
    meeting_id   text not null references nightshift.meeting on delete cascade,
    chunk_no     integer not null,
    embedding_id text not null,              -- provider::model::dimensions::version
    first_turn   integer not null,
    last_turn    integer not null,
    content      text not null,
    content_tsv  tsvector generated always as (to_tsvector('simple', content)) stored,
    embedding    vector(1024) not null,
    primary key (meeting_id, chunk_no, embedding_id)
);

-- The lexical half of a hybrid search. 'simple', because meetings are Korean and English.
create index on nightshift.embedding using gin (content_tsv);
