-- Everyone in the inputs as a number; ids go no further than this.
CREATE TEMP TABLE person AS
SELECT person_id, (row_number() OVER ())::INTEGER AS person
FROM (SELECT person_id FROM input_visits UNION SELECT person_id FROM input_events UNION SELECT person_id FROM input_trips UNION SELECT person_id FROM input_customers)
WHERE person_id IS NOT NULL;

CREATE TEMP TABLE judged_customer AS
SELECT *, 1 AS copies, CASE WHEN person_id IS NULL THEN 'missing_key'
    WHEN row_number() OVER (PARTITION BY person_id ORDER BY birth_year, age, gender, home_district, home_city, home_region,
                            country, weight) > 1 THEN 'duplicate_id' END AS reject
FROM input_customers;
