// SPDX-License-Identifier: Apache-2.0
/*
 * What may be written and will not do what was meant, said in words while it is being edited: by
 * the people, posts and places as they stand, without a roster.
 */
#include "config.h"

#include "duty/roster/tw-rota-setup-private.h"

#include "base/tw-json.h"
#include "store/tw-query.h"

#include <glib/gi18n-lib.h>
#include <string.h>

typedef struct {
  TwDuty *duty;
  const char *id; /* of the document in question, or NULL */
  JsonObject *body;
  GPtrArray *people, *posts; /* TwSetupItem */
  GPtrArray *doubts;         /* char* */
} Judge;

static void say (Judge *self, const char *format, ...) G_GNUC_PRINTF (2, 3);

static void
say (Judge *self, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  g_ptr_array_add (self->doubts, g_strdup_vprintf (format, args));
  va_end (args);
}

static gboolean
has_word (JsonObject *body, const char *member, const char *word)
{
  JsonArray *array = tw_json_get_array (body, member);

  for (guint i = 0; word != NULL && array != NULL && i < json_array_get_length (array); i++)
    if (strcmp (json_array_get_string_element (array, i), word) == 0)
      return TRUE;
  return FALSE;
}

static guint
n_words (JsonObject *body, const char *member)
{
  JsonArray *array = tw_json_get_array (body, member);

  return array != NULL ? json_array_get_length (array) : 0;
}

/* Whether @person may stand at @post by skills and pool. */
static gboolean
may_stand (JsonObject *person, JsonObject *post)
{
  JsonArray *skills = tw_json_get_array (post, "skills");

  for (guint i = 0; skills != NULL && i < json_array_get_length (skills); i++)
    if (!has_word (person, "skills", json_array_get_string_element (skills, i)))
      return FALSE;
  return n_words (post, "pools") == 0
         || has_word (post, "pools", tw_json_get_string (person, "pool", ""));
}

/* --- windows ---------------------------------------------------------------------------------- */

/* Minutes of the week that the windows of two members share, at least @wanted of them in a row
 * within one pair of windows; @from, @to: the second one is a window of each day instead. */
static gboolean
overlaps (JsonObject *window, int day_shift, int from, int to, int wanted)
{
  int begin = (int) tw_json_get_int (window, "from_min", 0) + day_shift;
  int end = (int) tw_json_get_int (window, "to_min", 0) + day_shift;

  return MIN (end, to) - MAX (begin, from) >= wanted;
}

/* Windows of @a and @b meet for @wanted minutes on some day; also over midnight. */
static gboolean
windows_meet (JsonArray *a, JsonArray *b, int wanted)
{
  for (guint i = 0; a != NULL && b != NULL && i < json_array_get_length (a); i++)
    for (guint k = 0; k < json_array_get_length (b); k++)
      {
        JsonObject *x = json_array_get_object_element (a, i);
        JsonObject *y = json_array_get_object_element (b, k);
        int days = (int) (tw_json_get_int (x, "weekday", 1) - tw_json_get_int (y, "weekday", 1));
        int from = (int) tw_json_get_int (y, "from_min", 0);
        int to = (int) tw_json_get_int (y, "to_min", 0);
        for (int week = -7; week <= 7; week += 7)
          if (overlaps (x, (days + week) * 1440, from, to, wanted))
            return TRUE;
      }
  return FALSE;
}

/* Says what is odd about windows by themselves. @what: "%s is open" or "can work". */
static void
judge_windows (Judge *self, const char *member, const char *none)
{
  JsonArray *array = tw_json_get_array (self->body, member);
  gboolean crosses = FALSE, overlap = FALSE;
  guint n = array != NULL ? json_array_get_length (array) : 0;

  for (guint i = 0; i < n; i++)
    {
      JsonObject *x = json_array_get_object_element (array, i);
      crosses |= tw_json_get_int (x, "to_min", 0) > 1440;
      for (guint k = i + 1; k < n; k++)
        {
          JsonObject *y = json_array_get_object_element (array, k);
          overlap |= tw_json_get_int (x, "weekday", 0) == tw_json_get_int (y, "weekday", 0)
                     && overlaps (x, 0, (int) tw_json_get_int (y, "from_min", 0),
                                  (int) tw_json_get_int (y, "to_min", 0), 1);
        }
    }
  if (n == 0)
    say (self, "%s", none);
  if (crosses)
    say (self, _ ("A window goes over midnight: its end lies in the next day, and it belongs to "
                  "the day on which it begins"));
  if (overlap)
    say (self, _ ("Windows overlap: they count as one"));
}

/* --- tides ------------------------------------------------------------------------------------ */

static const char *
kind_of_post (Judge *self, JsonObject *post, TwDoc **ret_place)
{
  const char *place = tw_json_get_string (post, "place", NULL);

  *ret_place = place != NULL ? tw_store_get (tw_duty_get_store (self->duty), place, NULL) : NULL;
  return *ret_place != NULL ? tw_json_get_string ((*ret_place)->body, "kind", NULL) : NULL;
}

static gboolean
tide_counts (Judge *self, JsonObject *post)
{
  g_autoptr (TwDoc) place = NULL;
  const char *skill = tw_json_get_string (self->body, "skill", "");
  const char *service = tw_json_get_string (post, "service", NULL);

  if (!tw_json_get_bool (post, "active", TRUE)
      || (n_words (self->body, "services") > 0 && !has_word (self->body, "services", service))
      || (*skill != '\0' && !has_word (post, "skills", skill)))
    return FALSE;
  return n_words (self->body, "kinds") == 0
         || has_word (self->body, "kinds", kind_of_post (self, post, &place));
}

/* The tide's window on its days as windows, as posts have them. */
static JsonArray *
windows_of_tide (JsonObject *body)
{
  JsonArray *days = tw_json_get_array (body, "weekdays"), *array = json_array_new ();
  guint n = days != NULL ? json_array_get_length (days) : 0;

  for (guint i = 0; i < (n > 0 ? n : 7); i++)
    {
      JsonObject *window = json_object_new ();
      json_object_set_int_member (window, "weekday",
                                  n > 0 ? json_array_get_int_element (days, i) : (gint64) i + 1);
      json_object_set_int_member (window, "from_min", tw_json_get_int (body, "from_min", 0));
      json_object_set_int_member (window, "to_min", tw_json_get_int (body, "to_min", 0));
      json_array_add_object_element (array, window);
    }
  return array;
}

static void
judge_tide (Judge *self)
{
  g_autoptr (JsonArray) windows = windows_of_tide (self->body);
  double share = tw_json_get_double (self->body, "share", 0);
  gboolean any = FALSE, open = FALSE, able = FALSE;

  for (guint i = 0; i < self->posts->len; i++)
    {
      JsonObject *post = ((TwSetupItem *) self->posts->pdata[i])->body;
      if (!tide_counts (self, post))
        continue;
      any = TRUE;
      if (!windows_meet (windows, tw_json_get_array (post, "hours"), 1))
        continue;
      open = TRUE;
      for (guint e = 0; e < self->people->len && !able; e++)
        able = may_stand (((TwSetupItem *) self->people->pdata[e])->body, post);
    }
  if (tw_json_get_int (self->body, "to_min", 0) > 1440)
    say (self, _ ("The window goes over midnight: its end lies in the next day, and it belongs to "
                  "the day on which it begins"));
  if (!any)
    say (self, _ ("No open post is of these places, services and skill: the rule will do nothing. "
                  "Choose others, or add a post"));
  else if (!open)
    say (self, _ ("No post it counts is open in this window: the rule cannot be met. Change the "
                  "window, or the hours of the posts"));
  else if (!able)
    say (self, _ ("Nobody is qualified for the posts it counts: the rule cannot be met"));
  if (share <= 0 && tw_json_get_bool (self->body, "active", TRUE))
    say (self, _ ("A share of 0 %% asks for nobody: the rule will do nothing"));
  if (share >= 1 && n_words (self->body, "of_kinds") == 0 && any)
    say (self, _ ("A share of 100 %% leaves nobody for any other post in this window"));
}

/* --- posts ------------------------------------------------------------------------------------ */

static void
judge_post (Judge *self)
{
  gint64 heads = tw_json_get_int (self->body, "min_heads", 0);
  guint n_able = 0, n_free = 0;

  judge_windows (self, "hours", _ ("It is never open: nobody will be planned for it"));
  for (guint e = 0; e < self->people->len; e++)
    {
      JsonObject *person = ((TwSetupItem *) self->people->pdata[e])->body;
      if (!may_stand (person, self->body))
        continue;
      n_able++;
      n_free += windows_meet (tw_json_get_array (person, "availability"),
                              tw_json_get_array (self->body, "hours"), 60);
    }
  if (self->people->len == 0)
    say (self, _ ("There are no people yet: import them, and posts can be staffed"));
  else if (n_able == 0)
    say (self, _ ("Nobody is qualified: no one of these pools has all of these skills. It will "
                  "stay empty"));
  else if (n_free == 0 && n_words (self->body, "hours") > 0)
    say (self, _ ("Nobody who is qualified is available in its hours: it will stay empty"));
  else if (heads > (gint64) n_able)
    say (self,
         g_dngettext (GETTEXT_PACKAGE, "It wants more people than there are: %u is qualified",
                      "It wants more people than there are: %u are qualified", n_able),
         n_able);
}

/* --- rule packs ------------------------------------------------------------------------------- */

/* People the pack holds for: those who name it, or those of its pool who name none. */
static gboolean
holds_for (Judge *self, JsonObject *person)
{
  const char *own = tw_json_get_string (person, "pack", NULL);
  const char *pool = tw_json_get_string (person, "pool", "");
  g_autofree char *of_pool = g_strconcat ("rulepack:", pool, NULL);

  return own != NULL ? g_strcmp0 (own, self->id) == 0 : g_strcmp0 (of_pool, self->id) == 0;
}

/* The shortest shift there is for a pool; as in tw-rota-grid.c. */
static int
shortest_shift (const char *pool)
{
  return strcmp (pool, "community") == 0 || strcmp (pool, "property") == 0 ? 240 : 120;
}

static gboolean
is_below (int limit, int wanted)
{
  return limit >= 0 && limit < wanted;
}

/* The rule that leaves no shift of @shortest minutes, or -1. */
static int
find_blocker (JsonObject *pack, int shortest)
{
  static const TwRosterRule by_minutes[] = { TW_ROSTER_RULE_DAY, TW_ROSTER_RULE_WEEK,
                                             TW_ROSTER_RULE_AVERAGE_DAY };

  for (guint i = 0; i < G_N_ELEMENTS (by_minutes); i++)
    if (is_below (tw_setup_pack_limit (pack, by_minutes[i]).limit, shortest))
      return (int) by_minutes[i];
  if (tw_setup_pack_limit (pack, TW_ROSTER_RULE_REST_DAYS).limit >= 7)
    return TW_ROSTER_RULE_REST_DAYS;
  return tw_setup_pack_limit (pack, TW_ROSTER_RULE_RUN).limit == 0 ? TW_ROSTER_RULE_RUN : -1;
}

static void
judge_limits (Judge *self)
{
  for (int rule = 0; rule < TW_ROSTER_N_RULES; rule++)
    {
      TwRosterLimit law = tw_setup_law_limit (self->body, rule);
      TwRosterLimit own = tw_setup_pack_limit (self->body, rule);
      gboolean at_least = rule == TW_ROSTER_RULE_REST_DAYS || rule == TW_ROSTER_RULE_REST;
      gboolean softer =
          law.limit >= 0
          && (at_least ? own.limit < law.limit : own.limit < 0 || own.limit > law.limit);
      if (!softer)
        continue;
      g_autofree char *is = tw_setup_dup_limit (rule, own.limit);
      g_autofree char *may = tw_setup_dup_limit (rule, law.limit);
      say (self, _ ("%s: %s is softer than %s (%s)"), tw_setup_rule_name (rule), is, may,
           tw_setup_article_name (law.article));
    }
}

static void
judge_pack (Judge *self)
{
  guint n = 0, n_able = 0, n_met = 0;
  int blocker = -1;

  for (guint e = 0; e < self->people->len; e++)
    {
      JsonObject *person = ((TwSetupItem *) self->people->pdata[e])->body;
      int shortest = shortest_shift (tw_json_get_string (person, "pool", ""));
      if (!holds_for (self, person))
        continue;
      n++;
      int found = find_blocker (self->body, shortest);
      blocker = found >= 0 ? found : blocker;
      n_able += found < 0;
      n_met += n_words (self->body, "windows") == 0
               || windows_meet (tw_json_get_array (person, "availability"),
                                tw_json_get_array (self->body, "windows"), shortest);
    }
  if (n > 0 && n_able == 0)
    say (self,
         g_dngettext (GETTEXT_PACKAGE, "It excludes everybody: “%s” leaves no shift for %u person",
                      "It excludes everybody: “%s” leaves no shift for %u people", n),
         tw_setup_rule_name ((TwRosterRule) blocker), n);
  else if (n > 0 && n_met == 0)
    say (self, _ ("It excludes everybody: nobody is available for a whole shift in its windows"));
  judge_limits (self);
}

/* --- people ----------------------------------------------------------------------------------- */

static void
judge_person (Judge *self)
{
  double hours = tw_json_get_double (self->body, "hours_week_max", 0);
  gboolean wanted = FALSE;

  judge_windows (self, "availability", _ ("Never available: there will be no shift"));
  if (hours * 60 < shortest_shift (tw_json_get_string (self->body, "pool", "")))
    say (self, _ ("%g hours a week leave no shift: the shortest is longer"), hours);
  for (guint p = 0; p < self->posts->len && !wanted; p++)
    wanted = may_stand (self->body, ((TwSetupItem *) self->posts->pdata[p])->body);
  if (!wanted && self->posts->len > 0)
    say (self, _ ("No post takes this pool and these skills: there will be no shift"));
}

GPtrArray *
tw_duty_judge_setup (TwDuty *duty, TwSetupKind kind, const char *id, JsonObject *body)
{
  static void (*const judges[TW_N_SETUPS]) (Judge *) = {
    [TW_SETUP_TIDE] = judge_tide,
    [TW_SETUP_POST] = judge_post,
    [TW_SETUP_PACK] = judge_pack,
    [TW_SETUP_PERSON] = judge_person,
  };

  g_return_val_if_fail (TW_IS_DUTY (duty) && kind < TW_N_SETUPS && body != NULL, NULL);
  g_autoptr (GPtrArray) people = tw_duty_list_setup (duty, TW_SETUP_PERSON, NULL);
  g_autoptr (GPtrArray) posts = tw_duty_list_setup (duty, TW_SETUP_POST, NULL);
  Judge self = { .duty = duty,
                 .id = id,
                 .body = body,
                 .people = people,
                 .posts = posts,
                 .doubts = g_ptr_array_new_with_free_func (g_free) };

  if (people != NULL && posts != NULL)
    judges[kind](&self);
  return self.doubts;
}
