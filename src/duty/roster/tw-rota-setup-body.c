// SPDX-License-Identifier: Apache-2.0
/* Bodies of what rosters are made from, member by member, as people write them. */
#include "config.h"

#include "duty/roster/tw-rota-setup-private.h"

#include "base/tw-json.h"
#include "base/tw-week-hours.h"
#include "duty/roster/tw-rota-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static void
set_windows (JsonObject *body, const char *member, const GArray *windows)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < windows->len; i++)
    {
      const TwWeekWindow *from = &g_array_index (windows, TwWeekWindow, i);
      JsonObject *window = json_object_new ();
      json_object_set_int_member (window, "weekday", from->weekday);
      json_object_set_int_member (window, "from_min", from->from_min);
      json_object_set_int_member (window, "to_min", from->to_min);
      json_array_add_object_element (array, window);
    }
  json_object_set_array_member (body, member, array);
}

char *
tw_setup_dup_hours (JsonObject *body, const char *member)
{
  JsonArray *array = tw_json_get_array (body, member);
  g_autoptr (GArray) windows = g_array_new (FALSE, FALSE, sizeof (TwWeekWindow));

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonObject *from = json_array_get_object_element (array, i);
      TwWeekWindow window = { (int) tw_json_get_int (from, "weekday", 1),
                              (int) tw_json_get_int (from, "from_min", 0),
                              (int) tw_json_get_int (from, "to_min", 0) };
      g_array_append_val (windows, window);
    }
  return tw_week_hours_format (windows);
}

gboolean
tw_setup_set_hours (JsonObject *body, const char *member, const char *text, GError **error)
{
  g_autoptr (GArray) windows = tw_week_hours_parse (text, error);

  if (windows == NULL)
    return FALSE;
  set_windows (body, member, windows);
  return TRUE;
}

char *
tw_setup_dup_words (JsonObject *body, const char *member)
{
  JsonArray *array = tw_json_get_array (body, member);
  GString *text = g_string_new (NULL);

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    g_string_append_printf (text, "%s%s", i > 0 ? ", " : "",
                            json_array_get_string_element (array, i));
  return g_string_free (text, FALSE);
}

void
tw_setup_set_words (JsonObject *body, const char *member, const char *text)
{
  g_autoptr (GRegex) gaps = g_regex_new ("[,，、;；]", 0, 0, NULL);
  g_auto (GStrv) words = g_regex_split (gaps, text, 0);
  JsonArray *array = json_array_new ();

  for (guint i = 0; words[i] != NULL; i++)
    if (*g_strstrip (words[i]) != '\0')
      json_array_add_string_element (array, words[i]);
  if (json_array_get_length (array) > 0 || strcmp (member, "skills") == 0)
    json_object_set_array_member (body, member, array);
  else
    {
      json_array_unref (array);
      json_object_remove_member (body, member);
    }
}

char *
tw_setup_dup_window (JsonObject *tide)
{
  return tw_week_times_format ((int) tw_json_get_int (tide, "from_min", 0),
                               (int) tw_json_get_int (tide, "to_min", 0));
}

gboolean
tw_setup_set_window (JsonObject *tide, const char *text, GError **error)
{
  int from, to;

  if (!tw_week_times_parse (text, &from, &to, error))
    return FALSE;
  json_object_set_int_member (tide, "from_min", from);
  json_object_set_int_member (tide, "to_min", to);
  return TRUE;
}

static guint
weekdays_of (JsonObject *tide)
{
  JsonArray *array = tw_json_get_array (tide, "weekdays");
  guint days = 0;

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    days |= 1u << (json_array_get_int_element (array, i) - 1);
  return days != 0 ? days : 0x7f;
}

char *
tw_setup_dup_weekdays (JsonObject *tide)
{
  return tw_week_days_format (weekdays_of (tide));
}

gboolean
tw_setup_set_weekdays (JsonObject *tide, const char *text, GError **error)
{
  JsonArray *array;
  guint days;

  if (!tw_week_days_parse (text, &days, error))
    return FALSE;
  array = json_array_new ();
  for (int d = 0; d < 7; d++)
    if (days >> d & 1)
      json_array_add_int_element (array, d + 1);
  json_object_set_array_member (tide, "weekdays", array);
  return TRUE;
}

JsonObject *
tw_setup_new_body (TwSetupKind kind, const char *name)
{
  JsonObject *body = json_object_new ();

  json_object_set_string_member (body, "name", name);
  switch (kind)
    {
    case TW_SETUP_TIDE:
      json_object_set_int_member (body, "from_min", 7 * 60);
      json_object_set_int_member (body, "to_min", 9 * 60);
      json_object_set_double_member (body, "share", 0.4);
      json_object_set_double_member (body, "weight", 6);
      json_object_set_boolean_member (body, "active", TRUE);
      break;
    case TW_SETUP_POST:
      json_object_set_array_member (body, "skills", json_array_new ());
      json_object_set_int_member (body, "priority", 3);
      json_object_set_double_member (body, "per_hour", 1);
      json_object_set_int_member (body, "min_heads", 1);
      tw_setup_set_hours (body, "hours", "Mon-Fri 09:00-17:00", NULL);
      json_object_set_boolean_member (body, "active", TRUE);
      break;
    case TW_SETUP_PACK:
      json_object_set_string_member (body, "contract", "full_time");
      json_object_set_object_member (body, "rules", json_object_new ());
      break;
    case TW_SETUP_PERSON:
    default:
      json_object_set_string_member (body, "pool", "community");
      json_object_set_array_member (body, "skills", json_array_new ());
      json_object_set_double_member (body, "hours_week_max", 40);
      tw_setup_set_hours (body, "availability", "Mon-Fri 08:00-18:00", NULL);
      break;
    }
  return body;
}

/* --- words ------------------------------------------------------------------------------------ */

static const struct {
  const char *kind, *name;
} place_kinds[] = {
  { "metro", N_ ("Metro exit") },  { "kindergarten", N_ ("Kindergarten") },
  { "school", N_ ("School") },     { "centre", N_ ("Centre") },
  { "hospital", N_ ("Hospital") }, { "community", N_ ("Community") },
  { "gate", N_ ("Gate") },         { "building", N_ ("Building") },
  { "idle", N_ ("Idle space") },   { "site", N_ ("Site") },
};

const char *const *
tw_setup_place_kinds (void)
{
  static const char *kinds[G_N_ELEMENTS (place_kinds) + 1];

  for (guint i = 0; i < G_N_ELEMENTS (place_kinds); i++)
    kinds[i] = place_kinds[i].kind;
  return kinds;
}

const char *
tw_setup_place_kind_name (const char *kind)
{
  for (guint i = 0; i < G_N_ELEMENTS (place_kinds); i++)
    if (strcmp (place_kinds[i].kind, kind) == 0)
      return _ (place_kinds[i].name);
  return kind;
}

static void
append_kinds (GString *text, JsonObject *body, const char *member)
{
  JsonArray *array = tw_json_get_array (body, member);

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    g_string_append_printf (text, "%s%s", text->len > 0 ? _ (", ") : "",
                            tw_setup_place_kind_name (json_array_get_string_element (array, i)));
}

static char *
describe_tide (JsonObject *body)
{
  g_autofree char *days = tw_setup_dup_weekdays (body), *window = tw_setup_dup_window (body);
  g_autofree char *services = tw_setup_dup_words (body, "services");
  const char *skill = tw_json_get_string (body, "skill", "");
  g_autoptr (GString) where = g_string_new (NULL);

  append_kinds (where, body, "kinds");
  if (*services != '\0')
    g_string_append_printf (where, "%s%s", where->len > 0 ? _ (", ") : "", services);
  if (*skill != '\0')
    g_string_append_printf (where, "%s%s", where->len > 0 ? _ (", ") : "", skill);
  return g_strdup_printf (_ ("%s %s, at least %.0f %% at: %s"), days, window,
                          tw_json_get_double (body, "share", 0) * 100,
                          where->len > 0 ? where->str : _ ("any post"));
}

static char *
describe_post (JsonObject *body)
{
  g_autofree char *hours = tw_setup_dup_hours (body, "hours");
  g_autofree char *skills = tw_setup_dup_words (body, "skills");

  return g_strdup_printf (_ ("priority %d, at least %d: %s%s%s"),
                          (int) tw_json_get_int (body, "priority", 3),
                          (int) tw_json_get_int (body, "min_heads", 0), hours,
                          *skills != '\0' ? "; " : "", skills);
}

static char *
describe_pack (JsonObject *body)
{
  GString *text = g_string_new (NULL);

  for (int rule = 0; rule < TW_ROSTER_N_RULES; rule++)
    {
      TwRosterLimit limit = tw_setup_pack_limit (body, rule);
      if (limit.limit < 0)
        continue;
      g_autofree char *value = tw_setup_dup_limit (rule, limit.limit);
      g_string_append_printf (text, "%s%s %s", text->len > 0 ? "; " : "", tw_setup_rule_name (rule),
                              value);
    }
  return g_string_free (text, FALSE);
}

static char *
describe_person (JsonObject *body)
{
  g_autofree char *hours = tw_setup_dup_hours (body, "availability");
  g_autofree char *skills = tw_setup_dup_words (body, "skills");

  return g_strdup_printf (_ ("%g h a week: %s%s%s"), tw_json_get_double (body, "hours_week_max", 0),
                          hours, *skills != '\0' ? "; " : "", skills);
}

char *
tw_setup_dup_summary (TwSetupKind kind, JsonObject *body)
{
  switch (kind)
    {
    case TW_SETUP_TIDE:
      return describe_tide (body);
    case TW_SETUP_POST:
      return describe_post (body);
    case TW_SETUP_PACK:
      return describe_pack (body);
    case TW_SETUP_PERSON:
    default:
      return describe_person (body);
    }
}

/* --- rules ------------------------------------------------------------------------------------ */

const char *
tw_setup_rule_name (TwRosterRule rule)
{
  static const char *const names[TW_ROSTER_N_RULES] = {
    [TW_ROSTER_RULE_DAY] = N_ ("Hours a day"),
    [TW_ROSTER_RULE_WEEK] = N_ ("Hours a week"),
    [TW_ROSTER_RULE_AVERAGE_DAY] = N_ ("Hours a day on average"),
    [TW_ROSTER_RULE_OVERTIME_DAY] = N_ ("Overtime a day"),
    [TW_ROSTER_RULE_OVERTIME_SPECIAL] = N_ ("Overtime a day for a special reason"),
    [TW_ROSTER_RULE_OVERTIME_MONTH] = N_ ("Overtime a month"),
    [TW_ROSTER_RULE_REST_DAYS] = N_ ("Days of rest a week"),
    [TW_ROSTER_RULE_REST] = N_ ("Rest between two shifts"),
    [TW_ROSTER_RULE_RUN] = N_ ("Days in a row"),
  };

  return _ (names[rule]);
}

gboolean
tw_setup_rule_is_days (TwRosterRule rule)
{
  return rule == TW_ROSTER_RULE_REST_DAYS || rule == TW_ROSTER_RULE_RUN;
}

TwRosterLimit
tw_setup_law_limit (JsonObject *pack, TwRosterRule rule)
{
  const char *contract = tw_json_get_string (pack, "contract", "full_time");

  return tw_roster_pack_get (strcmp (contract, "volunteer") == 0   ? TW_ROSTER_CONTRACT_VOLUNTEER
                             : strcmp (contract, "part_time") == 0 ? TW_ROSTER_CONTRACT_PART_TIME
                                                                   : TW_ROSTER_CONTRACT_FULL_TIME)
      ->rules[rule];
}

TwRosterLimit
tw_setup_pack_limit (JsonObject *pack, TwRosterRule rule)
{
  TwRosterLimit limit = tw_setup_law_limit (pack, rule);
  JsonObject *rules = tw_json_get_object (pack, "rules");
  JsonObject *own = rules != NULL ? tw_json_get_object (rules, tw_rota_rule_key (rule)) : NULL;
  const char *article = own != NULL ? tw_json_get_string (own, "article", NULL) : NULL;

  if (own == NULL)
    return limit;
  limit.limit = (int) tw_json_get_int (own, "limit", TW_ROSTER_NO_LIMIT);
  if (article != NULL || limit.article == TW_ROSTER_ARTICLE_NONE)
    limit.article = TW_ROSTER_ARTICLE_HOUSE;
  for (int a = TW_ROSTER_ARTICLE_NONE + 1; article != NULL && a <= TW_ROSTER_ARTICLE_HOUSE; a++)
    if (strcmp (tw_roster_article_id (a), article) == 0)
      limit.article = a;
  return limit;
}

void
tw_setup_set_limit (JsonObject *pack, TwRosterRule rule, const int *limit)
{
  JsonObject *rules = tw_json_get_object (pack, "rules"), *own;
  TwRosterLimit law = tw_setup_law_limit (pack, rule);
  TwRosterArticle article = tw_setup_pack_limit (pack, rule).article;

  if (rules == NULL)
    {
      rules = json_object_new ();
      json_object_set_object_member (pack, "rules", rules);
    }
  if (limit == NULL || (*limit == law.limit && article == law.article))
    {
      json_object_remove_member (rules, tw_rota_rule_key (rule));
      return;
    }
  own = json_object_new ();
  json_object_set_int_member (own, "limit", *limit);
  json_object_set_string_member (own, "article",
                                 tw_roster_article_id (article != TW_ROSTER_ARTICLE_NONE
                                                           ? article
                                                           : TW_ROSTER_ARTICLE_HOUSE));
  json_object_set_object_member (rules, tw_rota_rule_key (rule), own);
}

char *
tw_setup_dup_limit (TwRosterRule rule, int limit)
{
  if (limit < 0)
    return g_strdup (_ ("no limit"));
  if (tw_setup_rule_is_days (rule))
    return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%d day", "%d days", (gulong) limit),
                            limit);
  return g_strdup_printf (_ ("%g h"), limit / 60.0);
}

const char *
tw_setup_article_name (TwRosterArticle article)
{
  const char *name = tw_rota_text_article (article);

  return name != NULL ? name : "";
}
