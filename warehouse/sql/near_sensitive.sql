-- Places close to a sensitive one, by great-circle distance; without coordinates, those of the same city.
CREATE TEMP TABLE near_sensitive AS
SELECT DISTINCT p.place_id FROM place AS p JOIN place AS s ON NOT p.sensitive AND s.sensitive
WHERE getvariable('near_metres') > 0
  AND CASE WHEN p.latitude + p.longitude + s.latitude + s.longitude IS NULL THEN p.country = s.country AND p.city = s.city
      ELSE 2 * 6371000 * asin(sqrt(least(1, sin(radians(p.latitude - s.latitude) / 2) ** 2
          + cos(radians(p.latitude)) * cos(radians(s.latitude)) * sin(radians(p.longitude - s.longitude) / 2) ** 2)))
          <= getvariable('near_metres') END;
