-- A panel of any size, drawn by hashing: person n and outing k always come out the same, in whatever order they are
-- made, and nothing but the people and their towns is held in memory.
CREATE MACRO draw(purpose, n, k) AS (hash(n::BIGINT, k::BIGINT, purpose, getvariable('seed')) >> 11)::DOUBLE / 9007199254740992;
CREATE MACRO pick(choices, share) AS choices[1 + floor(len(choices) * share)::INTEGER];
CREATE MACRO person_id(n) AS 'p' || (100000 + n);

-- Where people live, larger towns first. `often` is how many times a person goes out, a few of them far more than most.
CREATE TABLE member AS
SELECT n, floor(getvariable('towns') * draw('town', n, 0) ** 1.5)::INTEGER AS town,
    round(getvariable('days') * getvariable('outings') * (0.25 + 3 * draw('often', n, 0) ** 3))::INTEGER AS often
FROM range(getvariable('people')) AS people(n);

-- Of what is not known about a person, the value is null.
CREATE VIEW made_customers AS
SELECT person_id(n) AS person_id, CASE WHEN draw('born', n, 0) < 0.95 THEN 1940 + floor(68 * draw('born', n, 1))::INTEGER END AS birth_year,
    CASE WHEN draw('gender', n, 0) < 0.48 THEN 'female' WHEN draw('gender', n, 0) < 0.96 THEN 'male' END AS gender,
    pick(districts, draw('district', n, 0)) AS home_district, city AS home_city, region AS home_region, country,
    round(20 + 20 * draw('weight', n, 0), 2) AS weight
FROM member JOIN town ON number = town ORDER BY n;

CREATE VIEW made_objections AS
SELECT person_id(n) AS person_id, getvariable('first')::TIMESTAMP + to_days(floor(getvariable('days') * draw('objected', n, 0))::INTEGER) AS received_at
FROM member WHERE draw('objector', n, 0) < getvariable('objectors');

-- An outing is one to three stays in one town, none past midnight: half of them begin at a place of one's own, three in
-- four are at home. A person's outings are spread over all days. The next stay begins 100 minutes after the one before.
CREATE VIEW made_visits AS
SELECT person_id(n) AS person_id, place_ids[1 + (place + stay) % len(place_ids)] AS place_id, started_at,
    started_at + to_minutes(least(4 + round(90 * draw('length', n, 3 * k + stay) ** 2)::INTEGER, 1439 - leaves - 100 * stay)) AS ended_at
FROM (
    SELECT *, unnest(range(stays)) AS stay, getvariable('first')::TIMESTAMP + to_days(day) + to_minutes(leaves + 100 * stay) AS started_at
    FROM (
        SELECT n, k, place_ids, floor((k + draw('day', n, k)) * getvariable('days') / often)::INTEGER AS day,
            (360 + 480 * (draw('leaves', n, k) + draw('leaves', n, -k - 1)))::INTEGER AS leaves,
            floor(len(place_ids) * CASE WHEN draw('own', n, k) < 0.5 THEN draw('own', n, -1) ELSE draw('place', n, k) END ** 2)::INTEGER AS place,
            CASE WHEN draw('stays', n, k) < 0.5 THEN 1 WHEN draw('stays', n, k) < 0.8 THEN 2 ELSE 3 END AS stays
        FROM (
            SELECT n, k, often, CASE WHEN draw('away', n, k) < 0.75 THEN town
                ELSE floor(getvariable('towns') * draw('away', n, -k - 1) ** 1.5)::INTEGER END AS there
            FROM (SELECT *, unnest(range(often)) AS k FROM member)
        ) JOIN town ON number = there
    )
)
WHERE leaves + 100 * stay < 1380;
