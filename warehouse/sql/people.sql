CREATE TEMP TABLE judged_customer AS
SELECT *, 1 AS copies, CASE WHEN person_id IS NULL THEN 'missing_key'
    WHEN row_number() OVER (PARTITION BY person_id ORDER BY birth_year, age, gender, home_district, home_city, home_region,
                            country, weight) > 1 THEN 'duplicate_id' END AS reject
FROM input_customers;
