// SPDX-License-Identifier: Apache-2.0
#include "store/tw-validate.h"

#include "base/tw-geo.h"
#include "base/tw-time.h"
#include "store/tw-store.h"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/*
 * Checks bodies against the tables of tw-types.c. Each check returns NULL or the reason, as words
 * that follow the field's name; the reason is composed into "document: field: reason" in one place.
 */

#define MAX_SAFE_INT                                                                               \
  G_GINT64_CONSTANT (9007199254740992) /* 2^53: what every peer's JSON can hold */
#define MAX_DEPTH 64
#define MAX_ID_LEN 128

typedef char *(*CheckFunc) (const TwFieldSpec *spec, JsonNode *node);

gboolean
tw_doc_id_is_valid (const char *id)
{
  gsize len = 0;
  gsize colon = 0;

  for (; id[len]; len++)
    {
      guchar c = (guchar) id[len];
      if (c <= ' ' || c >= 0x7f || len >= MAX_ID_LEN)
        return FALSE;
      if (colon == 0 && c == ':')
        colon = len;
      else if (colon == 0 && !g_ascii_islower (c) && c != '_')
        return FALSE;
    }
  return colon > 0 && colon + 1 < len && id[0] != '_';
}

/* Two digits at @p, or -1. */
static int
two_digits (const char *p)
{
  return g_ascii_isdigit (p[0]) && g_ascii_isdigit (p[1]) ? (p[0] - '0') * 10 + p[1] - '0' : -1;
}

static int
days_in_month (int year, int month)
{
  static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
  gboolean leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return month == 2 && leap ? 29 : days[month - 1];
}

gboolean
tw_doc_time_parse (const char *text, gint64 *ret_t_us)
{
  gsize len = strlen (text);
  int ms = 0;

  /* 2026-11-24T07:40:00Z or 2026-11-24T07:40:00.000Z */
  if ((len != 20 && len != 24) || text[4] != '-' || text[7] != '-' || text[10] != 'T'
      || text[13] != ':' || text[16] != ':' || text[len - 1] != 'Z')
    return FALSE;
  int century = two_digits (text), year2 = two_digits (text + 2);
  int month = two_digits (text + 5), day = two_digits (text + 8);
  int hour = two_digits (text + 11), minute = two_digits (text + 14),
      second = two_digits (text + 17);
  if (len == 24)
    {
      int tens = two_digits (text + 20);
      if (text[19] != '.' || tens < 0 || !g_ascii_isdigit (text[22]))
        return FALSE;
      ms = tens * 10 + text[22] - '0';
    }
  if (century < 0 || year2 < 0 || month < 1 || month > 12 || hour < 0 || hour > 23 || minute < 0
      || minute > 59 || second < 0 || second > 59)
    return FALSE;
  int year = century * 100 + year2;
  if (year < 1 || day < 1 || day > days_in_month (year, month))
    return FALSE;
  *ret_t_us = (gint64) tw_days_from_civil (year, month, day) * TW_US_PER_DAY + hour * TW_US_PER_HOUR
              + minute * TW_US_PER_MIN + second * TW_US_PER_S + ms * 1000;
  return TRUE;
}

/* The text of a text node, or NULL. */
static const char *
node_text (JsonNode *node)
{
  return JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING
             ? json_node_get_string (node)
             : NULL;
}

static gboolean
node_is_number (JsonNode *node)
{
  if (!JSON_NODE_HOLDS_VALUE (node))
    return FALSE;
  GType type = json_node_get_value_type (node);
  return type == G_TYPE_INT64 || (type == G_TYPE_DOUBLE && isfinite (json_node_get_double (node)));
}

static gboolean
node_is_bool (JsonNode *node)
{
  return JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_BOOLEAN;
}

static char *
check_text (const TwFieldSpec *spec, JsonNode *node)
{
  const char *text = node_text (node);
  if (!text)
    return g_strdup (_ ("must be text"));
  if (spec->required && *text == '\0')
    return g_strdup (_ ("is empty"));
  if (strlen (text) > spec->max)
    return g_strdup_printf (_ ("is longer than %d bytes"), (int) spec->max);
  return NULL;
}

static char *
check_key (const TwFieldSpec *spec, JsonNode *node)
{
  const char *text = node_text (node);
  if (!text)
    return g_strdup (_ ("must be text"));
  if (*text == '\0')
    return g_strdup (_ ("is empty"));
  if (strlen (text) > 64)
    return g_strdup_printf (_ ("is longer than %d bytes"), 64);
  for (const char *p = text; *p; p++)
    if (g_ascii_iscntrl (*p))
      return g_strdup (_ ("contains a control character"));
  return NULL;
}

static char *
check_time (const TwFieldSpec *spec, JsonNode *node)
{
  gint64 t_us;
  const char *text = node_text (node);
  return text && tw_doc_time_parse (text, &t_us)
             ? NULL
             : g_strdup (_ ("must be a UTC time such as 2026-11-24T07:40:00.000Z"));
}

static char *
check_range (JsonNode *node, double min, double max)
{
  if (!node_is_number (node))
    return g_strdup (_ ("must be a number"));
  double value = json_node_get_double (node);
  if (value < min || value > max)
    return g_strdup_printf (_ ("is %.15g, outside %.15g to %.15g"), value, min, max);
  return NULL;
}

static char *
check_lat (const TwFieldSpec *spec, JsonNode *node)
{
  return check_range (node, -90, 90);
}

static char *
check_lon (const TwFieldSpec *spec, JsonNode *node)
{
  return check_range (node, -180, 180);
}

static char *
check_number (const TwFieldSpec *spec, JsonNode *node)
{
  return check_range (node, spec->min, spec->max);
}

static char *
check_int (const TwFieldSpec *spec, JsonNode *node)
{
  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_INT64)
    return g_strdup (_ ("must be a whole number"));
  return check_range (node, spec->min, spec->max);
}

static char *
check_bool (const TwFieldSpec *spec, JsonNode *node)
{
  return node_is_bool (node) ? NULL : g_strdup (_ ("must be true or false"));
}

/* Whether @word is one of the space-separated @words. */
static gboolean
word_in (const char *word, const char *words)
{
  gsize len = strlen (word);

  for (const char *p = words; len > 0 && (p = strstr (p, word)); p += len)
    if ((p == words || p[-1] == ' ') && (p[len] == ' ' || p[len] == '\0'))
      return strchr (word, ' ') == NULL;
  return FALSE;
}

static char *
check_choice (const TwFieldSpec *spec, JsonNode *node)
{
  const char *text = node_text (node);
  if (!text || !word_in (text, spec->extra))
    return g_strdup_printf (_ ("must be one of: %s"), spec->extra);
  return NULL;
}

static char *
check_ref (const TwFieldSpec *spec, JsonNode *node)
{
  const char *text = node_text (node);
  if (!text || !tw_doc_id_is_valid (text))
    return g_strdup (_ ("must be the id of a document"));
  if (!spec->extra)
    return NULL;
  gsize len = strlen (spec->extra);
  if (strncmp (text, spec->extra, len) != 0 || text[len] != ':')
    return g_strdup_printf (_ ("must be the id of a document of type “%s”"), spec->extra);
  return NULL;
}

static char *
check_texts (const TwFieldSpec *spec, JsonNode *node)
{
  if (!JSON_NODE_HOLDS_ARRAY (node))
    return g_strdup (_ ("must be a list of texts"));
  JsonArray *array = json_node_get_array (node);
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      const char *text = node_text (json_array_get_element (array, i));
      if (!text || strlen (text) > spec->max)
        return g_strdup_printf (_ ("must be a list of texts of at most %d bytes"), (int) spec->max);
    }
  return NULL;
}

static char *
check_text_or_texts (const TwFieldSpec *spec, JsonNode *node)
{
  return JSON_NODE_HOLDS_ARRAY (node) ? check_texts (spec, node) : check_text (spec, node);
}

static char *
check_object (const TwFieldSpec *spec, JsonNode *node)
{
  return JSON_NODE_HOLDS_OBJECT (node) ? NULL : g_strdup (_ ("must be an object"));
}

static char *
check_scalars (const TwFieldSpec *spec, JsonNode *node)
{
  JsonObjectIter iter;
  JsonNode *value;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    return g_strdup (_ ("must be an object"));
  json_object_iter_init (&iter, json_node_get_object (node));
  while (json_object_iter_next (&iter, NULL, &value))
    if (!node_text (value) && !node_is_number (value) && !node_is_bool (value))
      return g_strdup (_ ("may hold only texts, numbers and true or false"));
  return NULL;
}

static char *
check_color (const TwFieldSpec *spec, JsonNode *node)
{
  const char *text = node_text (node);
  gboolean good = text && strlen (text) == 7 && text[0] == '#';

  for (int i = 1; good && i < 7; i++)
    good = g_ascii_isxdigit (text[i]);
  return good ? NULL : g_strdup (_ ("must be a colour such as #3584e4"));
}

/* spec: from min to max bytes. */
static char *
check_hex (const TwFieldSpec *spec, JsonNode *node)
{
  const char *text = node_text (node);
  gsize len = text ? strlen (text) : 0;
  gboolean good = len % 2 == 0 && len >= 2 * spec->min && len <= 2 * spec->max;

  for (gsize i = 0; good && i < len; i++)
    good = g_ascii_isxdigit (text[i]);
  return good ? NULL
              : g_strdup_printf (_ ("must be %d to %d bytes in hex digits"), (int) spec->min,
                                 (int) spec->max);
}

static char *
check_zone (const TwFieldSpec *spec, JsonNode *node)
{
  const char *text = node_text (node);
  g_autoptr (GTimeZone) zone = text && *text ? tw_zone_new (text, NULL) : NULL;

  return zone ? NULL : g_strdup (_ ("must be a time zone such as Asia/Shanghai"));
}

static gboolean
ring_point_is_good (JsonNode *node)
{
  if (!JSON_NODE_HOLDS_ARRAY (node))
    return FALSE;
  JsonArray *pair = json_node_get_array (node);
  if (json_array_get_length (pair) != 2)
    return FALSE;
  g_autofree char *lon = check_range (json_array_get_element (pair, 0), -180, 180);
  g_autofree char *lat = check_range (json_array_get_element (pair, 1), -90, 90);
  return !lon && !lat;
}

static char *
check_ring (const TwFieldSpec *spec, JsonNode *node)
{
  if (!JSON_NODE_HOLDS_ARRAY (node) || json_array_get_length (json_node_get_array (node)) < 3)
    return g_strdup (_ ("must be a list of at least three [lon, lat] points"));
  JsonArray *ring = json_node_get_array (node);
  for (guint i = 0; i < json_array_get_length (ring); i++)
    if (!ring_point_is_good (json_array_get_element (ring, i)))
      return g_strdup_printf (_ ("has a bad point at position %u: [lon, lat] in degrees is needed"),
                              i + 1);
  return NULL;
}

/* A whole-number member of @object in [min, max]. */
static gboolean
member_in (JsonObject *object, const char *name, gint64 min, gint64 max, gint64 *ret_value)
{
  JsonNode *node = json_object_get_member (object, name);
  if (!node || !JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_INT64)
    return FALSE;
  *ret_value = json_node_get_int (node);
  return *ret_value >= min && *ret_value <= max;
}

static char *
check_availability (const TwFieldSpec *spec, JsonNode *node)
{
  if (!JSON_NODE_HOLDS_ARRAY (node))
    return g_strdup (_ ("must be a list of {weekday, from_min, to_min}"));
  JsonArray *array = json_node_get_array (node);
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      gint64 weekday, from_min, to_min;
      JsonNode *entry = json_array_get_element (array, i);
      JsonObject *object = JSON_NODE_HOLDS_OBJECT (entry) ? json_node_get_object (entry) : NULL;
      if (!object || !member_in (object, "weekday", 1, 7, &weekday)
          || !member_in (object, "from_min", 0, 1440, &from_min)
          || !member_in (object, "to_min", 0, 2880, &to_min) || to_min <= from_min)
        return g_strdup_printf (_ ("has a bad entry at position %u: weekday 1 to 7 and from_min "
                                   "before to_min are needed"),
                                i + 1);
    }
  return NULL;
}

static gboolean
is_number_list (JsonNode *node)
{
  if (!node || !JSON_NODE_HOLDS_ARRAY (node))
    return FALSE;
  JsonArray *array = json_node_get_array (node);
  for (guint i = 0; i < json_array_get_length (array); i++)
    if (!node_is_number (json_array_get_element (array, i)))
      return FALSE;
  return TRUE;
}

static char *
check_demand (const TwFieldSpec *spec, JsonNode *node)
{
  static const char *const lists[] = { "mean", "p10", "p50", "p90" };
  JsonObjectIter iter;
  const char *key;
  JsonNode *value;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    return g_strdup (_ ("must be an object"));
  json_object_iter_init (&iter, json_node_get_object (node));
  while (json_object_iter_next (&iter, &key, &value))
    for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
      if (!JSON_NODE_HOLDS_OBJECT (value)
          || !is_number_list (json_object_get_member (json_node_get_object (value), lists[i])))
        return g_strdup_printf (_ ("has no list of numbers “%s” for “%s”"), lists[i], key);
  return NULL;
}

static char *
check_choices (const TwFieldSpec *spec, JsonNode *node)
{
  if (!JSON_NODE_HOLDS_ARRAY (node))
    return g_strdup_printf (_ ("must be a list of: %s"), spec->extra);
  JsonArray *array = json_node_get_array (node);
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      const char *text = node_text (json_array_get_element (array, i));
      if (!text || !word_in (text, spec->extra))
        return g_strdup_printf (_ ("must be a list of: %s"), spec->extra);
    }
  return NULL;
}

static char *
check_weekdays (const TwFieldSpec *spec, JsonNode *node)
{
  JsonArray *array = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  gboolean good = array != NULL;

  for (guint i = 0; good && i < json_array_get_length (array); i++)
    {
      JsonNode *day = json_array_get_element (array, i);
      good = JSON_NODE_HOLDS_VALUE (day) && json_node_get_value_type (day) == G_TYPE_INT64
             && json_node_get_int (day) >= 1 && json_node_get_int (day) <= 7;
    }
  return good ? NULL : g_strdup (_ ("must be a list of weekdays from 1, Monday, to 7"));
}

/* Whether @text begins with a date that exists; what follows may be anything. */
static gboolean
begins_with_date (const char *text)
{
  if (strlen (text) < 10 || text[4] != '-' || text[7] != '-')
    return FALSE;
  int century = two_digits (text), year = two_digits (text + 2);
  int month = two_digits (text + 5), day = two_digits (text + 8);
  return century >= 0 && year >= 0 && century * 100 + year > 0 && month >= 1 && month <= 12
         && day >= 1 && day <= days_in_month (century * 100 + year, month);
}

static char *
check_date (const TwFieldSpec *spec, JsonNode *node)
{
  const char *text = node_text (node);

  return text && strlen (text) == 10 && begins_with_date (text)
             ? NULL
             : g_strdup (_ ("must be a date such as 2026-11-24"));
}

static char *
check_objects (const TwFieldSpec *spec, JsonNode *node)
{
  JsonArray *array = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  gboolean good = array && json_array_get_length (array) <= spec->max;

  for (guint i = 0; good && i < json_array_get_length (array); i++)
    good = JSON_NODE_HOLDS_OBJECT (json_array_get_element (array, i));
  return good ? NULL
              : g_strdup_printf (_ ("must be a list of at most %d objects"), (int) spec->max);
}

static char *
check_limits (const TwFieldSpec *spec, JsonNode *node)
{
  JsonObjectIter iter;
  const char *rule;
  JsonNode *value;
  gint64 limit;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    return g_strdup (_ ("must be an object"));
  json_object_iter_init (&iter, json_node_get_object (node));
  while (json_object_iter_next (&iter, &rule, &value))
    {
      JsonObject *object = JSON_NODE_HOLDS_OBJECT (value) ? json_node_get_object (value) : NULL;
      JsonNode *article = object ? json_object_get_member (object, "article") : NULL;
      if (!word_in (rule, spec->extra))
        return g_strdup_printf (_ ("has a rule “%s” that is none of: %s"), rule, spec->extra);
      if (!object || !member_in (object, "limit", (gint64) spec->min, (gint64) spec->max, &limit)
          || (article && !node_text (article)))
        return g_strdup_printf (_ ("has a bad rule “%s”: a limit of %d to %d and perhaps the "
                                   "article as text are needed"),
                                rule, (int) spec->min, (int) spec->max);
    }
  return NULL;
}

static gboolean
stretch_is_good (JsonNode *node)
{
  JsonArray *pair = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  if (!pair || json_array_get_length (pair) != 2)
    return FALSE;
  const char *what = node_text (json_array_get_element (pair, 0));
  JsonNode *minutes = json_array_get_element (pair, 1);
  return what
         && (strcmp (what, "way") == 0 || strcmp (what, "break") == 0
             || (g_str_has_prefix (what, "post:") && tw_doc_id_is_valid (what)))
         && JSON_NODE_HOLDS_VALUE (minutes) && json_node_get_value_type (minutes) == G_TYPE_INT64
         && json_node_get_int (minutes) >= 1 && json_node_get_int (minutes) <= TW_SHIFT_MAX_MIN;
}

static char *
check_stretches (const TwFieldSpec *spec, JsonNode *node)
{
  JsonArray *array = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  guint n = array ? json_array_get_length (array) : 0;

  if (n == 0)
    return g_strdup (_ ("must be a list of [id of a post or way or break, minutes]"));
  for (guint i = 0; i < n; i++)
    if (!stretch_is_good (json_array_get_element (array, i)))
      return g_strdup_printf (_ ("has a bad entry at position %u: [id of a post or way or break, "
                                 "minutes] is needed"),
                              i + 1);
  return NULL;
}

static const CheckFunc checks[] = {
  [TW_FIELD_TEXT] = check_text,
  [TW_FIELD_KEY] = check_key,
  [TW_FIELD_TIME] = check_time,
  [TW_FIELD_LAT] = check_lat,
  [TW_FIELD_LON] = check_lon,
  [TW_FIELD_INT] = check_int,
  [TW_FIELD_NUMBER] = check_number,
  [TW_FIELD_BOOL] = check_bool,
  [TW_FIELD_CHOICE] = check_choice,
  [TW_FIELD_REF] = check_ref,
  [TW_FIELD_TEXTS] = check_texts,
  [TW_FIELD_TEXT_OR_TEXTS] = check_text_or_texts,
  [TW_FIELD_SCALARS] = check_scalars,
  [TW_FIELD_OBJECT] = check_object,
  [TW_FIELD_COLOR] = check_color,
  [TW_FIELD_HEX] = check_hex,
  [TW_FIELD_ZONE] = check_zone,
  [TW_FIELD_RING] = check_ring,
  [TW_FIELD_AVAILABILITY] = check_availability,
  [TW_FIELD_DEMAND] = check_demand,
  [TW_FIELD_CHOICES] = check_choices,
  [TW_FIELD_WEEKDAYS] = check_weekdays,
  [TW_FIELD_DATE] = check_date,
  [TW_FIELD_OBJECTS] = check_objects,
  [TW_FIELD_LIMITS] = check_limits,
  [TW_FIELD_STRETCHES] = check_stretches,
};

/* Rules for every value: what any peer can hold and hand on. Returns the reason or NULL. */
static char *check_plain (JsonNode *node, int depth);

static char *
check_plain_members (JsonObject *object, int depth)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  json_object_iter_init (&iter, object);
  while (json_object_iter_next (&iter, &name, &value))
    {
      char *reason = g_utf8_validate (name, -1, NULL)
                         ? check_plain (value, depth + 1)
                         : g_strdup (_ ("has a member name that is not UTF-8"));
      if (reason)
        return reason;
    }
  return NULL;
}

static char *
check_plain_value (JsonNode *node)
{
  GType type = json_node_get_value_type (node);

  if (type == G_TYPE_STRING)
    return g_utf8_validate (json_node_get_string (node), -1, NULL)
               ? NULL
               : g_strdup (_ ("is not UTF-8 text"));
  if (type == G_TYPE_INT64
      && (json_node_get_int (node) > MAX_SAFE_INT || json_node_get_int (node) < -MAX_SAFE_INT))
    return g_strdup (_ ("is a whole number beyond 2^53: write it as text"));
  if (type == G_TYPE_DOUBLE && !isfinite (json_node_get_double (node)))
    return g_strdup (_ ("is not a finite number"));
  return NULL;
}

static char *
check_plain (JsonNode *node, int depth)
{
  if (depth > MAX_DEPTH)
    return g_strdup_printf (_ ("is nested deeper than %d levels"), MAX_DEPTH);
  if (JSON_NODE_HOLDS_VALUE (node))
    return check_plain_value (node);
  if (JSON_NODE_HOLDS_OBJECT (node))
    return check_plain_members (json_node_get_object (node), depth);
  if (JSON_NODE_HOLDS_ARRAY (node))
    {
      JsonArray *array = json_node_get_array (node);
      for (guint i = 0; i < json_array_get_length (array); i++)
        {
          char *reason = check_plain (json_array_get_element (array, i), depth + 1);
          if (reason)
            return reason;
        }
    }
  return NULL;
}

static gboolean
refuse (const char *id, const char *field, char *reason, GError **error)
{
  if (!reason)
    return TRUE;
  g_set_error (error, TW_STORE_ERROR, TW_STORE_ERROR_INVALID, _ ("Document “%s”: field “%s” %s"),
               id, field, reason);
  g_free (reason);
  return FALSE;
}

static gboolean
validate_members (const char *id, JsonObject *body, GError **error)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  json_object_iter_init (&iter, body);
  while (json_object_iter_next (&iter, &name, &value))
    {
      if (!g_utf8_validate (name, -1, NULL))
        return refuse (id, "?", g_strdup (_ ("has a name that is not UTF-8")), error);
      if (name[0] == '_')
        return refuse (id, name,
                       g_strdup (_ ("is reserved: names must not begin with an underscore")),
                       error);
      if (!refuse (id, name, check_plain (value, 1), error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
validate_position (const char *id, JsonObject *body, GError **error)
{
  JsonNode *lat = json_object_get_member (body, "lat");
  JsonNode *lon = json_object_get_member (body, "lon");

  if (!lat && !lon)
    return TRUE;
  if (!lat || !lon)
    return refuse (id, lat ? "lon" : "lat", g_strdup (_ ("is missing: a position needs both")),
                   error);
  if (!tw_latlon_is_valid (json_node_get_double (lat), json_node_get_double (lon)))
    return refuse (id, "lat",
                   g_strdup (
                       _ ("and “lon” are both 0: leave them out when the position is unknown")),
                   error);
  return TRUE;
}

/* A shift ends after it begins, within a day, and its stretches fill it: so nobody who reads one
 * has to ask what a hole means, and one can be found by when it begins. */
static gboolean
validate_shift (const char *id, JsonObject *body, GError **error)
{
  gint64 from_us, to_us, minutes = 0;
  JsonArray *stretches = json_object_get_array_member (body, "stretches");

  tw_doc_time_parse (json_object_get_string_member (body, "from"), &from_us);
  tw_doc_time_parse (json_object_get_string_member (body, "to"), &to_us);
  if (to_us <= from_us || to_us - from_us > TW_SHIFT_MAX_MIN * TW_US_PER_MIN)
    return refuse (id, "to",
                   g_strdup_printf (_ ("must be after “from”, by at most %d minutes"),
                                    TW_SHIFT_MAX_MIN),
                   error);
  for (guint i = 0; i < json_array_get_length (stretches); i++)
    minutes += json_array_get_int_element (json_array_get_array_element (stretches, i), 1);
  if (minutes * TW_US_PER_MIN != to_us - from_us)
    return refuse (id, "stretches",
                   g_strdup_printf (_ ("has %d minutes in all, not those from “from” to “to”"),
                                    (int) MIN (minutes, G_MAXINT)),
                   error);
  return TRUE;
}

static gboolean
validate_tide (const char *id, JsonObject *body, GError **error)
{
  return json_object_get_int_member (body, "to_min") > json_object_get_int_member (body, "from_min")
         || refuse (id, "to_min", g_strdup (_ ("must be after “from_min”")), error);
}

/* What holds between the fields of a type. */
static gboolean
validate_between (const TwTypeSpec *type, const char *id, JsonObject *body, GError **error)
{
  if (strcmp (type->name, "shift") == 0)
    return validate_shift (id, body, error);
  return strcmp (type->name, "tide") != 0 || validate_tide (id, body, error);
}

static gboolean
validate_fields (const TwTypeSpec *type, const char *id, JsonObject *body, GError **error)
{
  for (const TwFieldSpec *spec = type->fields; spec->name; spec++)
    {
      JsonNode *node = json_object_get_member (body, spec->name);
      if (node ? !refuse (id, spec->name, checks[spec->kind](spec, node), error)
               : spec->required && !refuse (id, spec->name, g_strdup (_ ("is missing")), error))
        return FALSE;
    }
  return (!type->placed || validate_position (id, body, error))
         && validate_between (type, id, body, error);
}

gboolean
tw_validate (const char *id, JsonObject *body, gboolean allow_unknown, GError **error)
{
  g_return_val_if_fail (id && body, FALSE);

  if (!g_utf8_validate (id, -1, NULL) || !tw_doc_id_is_valid (id))
    {
      g_autofree char *shown = g_utf8_make_valid (id, MIN (strlen (id), 80));
      g_set_error (
          error, TW_STORE_ERROR, TW_STORE_ERROR_INVALID,
          _ ("Document “%s”: the id must be a type in lower-case letters, a colon and a key"),
          shown);
      return FALSE;
    }

  const TwTypeSpec *type = tw_type_find_by_id (id);
  if (!type && !allow_unknown)
    {
      g_set_error (error, TW_STORE_ERROR, TW_STORE_ERROR_INVALID,
                   _ ("Document “%s”: this type is not known here"), id);
      return FALSE;
    }
  if (type && type->id && strcmp (type->id, id) != 0)
    {
      g_set_error (error, TW_STORE_ERROR, TW_STORE_ERROR_INVALID,
                   _ ("Document “%s”: the only id of this type is “%s”"), id, type->id);
      return FALSE;
    }
  if (type && type->day_in_id && !begins_with_date (strchr (id, ':') + 1))
    {
      g_set_error (error, TW_STORE_ERROR, TW_STORE_ERROR_INVALID,
                   _ ("Document “%s”: the key must begin with a date such as 2026-11-24"), id);
      return FALSE;
    }
  return validate_members (id, body, error) && (!type || validate_fields (type, id, body, error));
}
