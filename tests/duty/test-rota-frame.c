// SPDX-License-Identifier: Apache-2.0
#include "base/tw-json.h"
#include "duty/roster/tw-rota-reading.h"
#include "duty/tw-duty.h"
#include "roster/tw-roster-breaks.h"
#include "roster/tw-roster-solve.h"
#include "tests/duty/tw-duty-fixture.h"

#include <string.h>

/*
 * Frames out of documents: a small street with what each test needs, told in JSON with single
 * quotes. Rows F09 (pools), F11 (tides), F18 (rule packs).
 */

#define MIDNIGHT G_GINT64_CONSTANT (1795536000000000) /* 2026-11-25T00:00+08:00, a Wednesday */
#define HOURS(n) ((n) *TW_US_PER_HOUR)
#define DAY_SLOTS 96

typedef struct {
  char *dir;
  TwClock *clock;
  TwStore *store;
  TwStreet *street;
  TwOutlook *outlook;
} World;

static JsonObject *
parse (const char *text)
{
  g_autoptr (GString) json = g_string_new (text);
  g_autoptr (GError) error = NULL;

  g_string_replace (json, "'", "\"", 0);
  JsonObject *body = tw_json_parse_object (json->str, -1, TW_DOC_MAX_BODY, &error);
  g_assert_no_error (error);
  return body;
}

static void
put (World *world, const char *id, const char *text)
{
  g_autoptr (GError) error = NULL;
  TwBatch *batch = tw_batch_new ();

  tw_batch_put (batch, id, TW_REV_ANY, parse (text));
  tw_store_put (world->store, batch, NULL, &error);
  g_assert_no_error (error);
}

/* Every day from @from to @to. */
static char *
every_day (int from, int to)
{
  GString *text = g_string_new ("[");

  for (int day = 1; day <= 7; day++)
    g_string_append_printf (text, "%s{'weekday':%d,'from_min':%d,'to_min':%d}", day > 1 ? "," : "",
                            day, from, to);
  g_string_append_c (text, ']');
  return g_string_free (text, FALSE);
}

static void
put_person (World *world, const char *key, const char *pool, double hours, const char *more)
{
  g_autofree char *id = g_strconcat ("person:", key, NULL), *all = every_day (0, 1440);
  g_autofree char *text =
      g_strdup_printf ("{'name':'%s','pool':'%s','hours_week_max':%g,'community':'place:west',"
                       "%s%s'availability':%s}",
                       key, pool, hours, more,
                       strstr (more, "skills") ? "" : "'skills':['first aid'],", all);
  put (world, id, text);
}

static void
put_post (World *world, const char *key, const char *more)
{
  g_autofree char *id = g_strconcat ("post:", key, NULL), *all = every_day (480, 1200);
  g_autofree char *text =
      g_strdup_printf ("{'name':'%s','priority':2,'per_hour':2,'active':true,%s%s%s%s%s}", key,
                       more, *more ? "," : "", strstr (more, "min_heads") ? "" : "'min_heads':1,",
                       strstr (more, "hours'") ? "" : "'hours':",
                       strstr (more, "hours'") ? "'note':1" : all);
  put (world, id, text);
}

static void
put_shift (World *world, const char *key, const char *person, gint64 from_us, int minutes,
           const char *stretches)
{
  g_autofree char *id = g_strconcat ("shift:", key, NULL);
  g_autofree char *from = tw_time_format_rfc3339 (from_us);
  g_autofree char *to = tw_time_format_rfc3339 (from_us + minutes * TW_US_PER_MIN);
  g_autofree char *plain = g_strdup_printf ("[['post:hall',%d]]", minutes);
  g_autofree char *text = g_strdup_printf (
      "{'person':'person:%s','from':'%s','to':'%s','kind':'full','origin':'hand','stretches':%s}",
      person, from, to, stretches ? stretches : plain);
  put (world, id, text);
}

static void
world_open (World *world, const char *zone)
{
  g_autoptr (GError) error = NULL;

  memset (world, 0, sizeof *world);
  world->dir = g_dir_make_tmp ("tw-rota-XXXXXX", &error);
  world->clock = tw_clock_new_drill (FIXTURE_NOW_US, 0);
  world->store = tw_store_open (world->dir, TW_STORE_OPEN_CREATE, world->clock, &error);
  g_assert_no_error (error);
  world->street = fixture_street_new ();
  if (zone)
    {
      g_time_zone_unref (world->street->zone);
      world->street->zone = tw_zone_new (zone, NULL);
    }
}

static void
world_fill (World *world)
{
  put (world, "place:hall",
       "{'kind':'centre','name':'Hall','lat':30.005,'lon':104.005,'community':'place:west'}");
  put (world, "place:gate",
       "{'kind':'metro','name':'Gate','lat':30.005,'lon':104.015,'community':'place:east'}");
  put_person (world, "ann", "community", 40, "");
  put_person (world, "bob", "property", 44, "");
  put_person (world, "cat", "volunteer", 10, "");
  put_person (world, "dan", "freelance", 24, "");
  put_post (world, "hall", "'place':'place:hall','community':'place:west'");
  put_post (world, "gate", "'place':'place:gate','community':'place:east'");
}

static void
world_close (World *world)
{
  g_clear_pointer (&world->outlook, tw_outlook_unref);
  g_clear_pointer (&world->street, tw_street_unref);
  g_clear_pointer (&world->store, tw_store_unref);
  g_clear_pointer (&world->clock, tw_clock_unref);
  fixture_remove_tree (world->dir);
  g_clear_pointer (&world->dir, g_free);
}

static TwRotaFrame *
read_frame_at (World *world, gint64 from_us, int n_hours)
{
  TwRotaFrameOptions options = { .from_us = from_us, .n_hours = n_hours };
  g_autoptr (GError) error = NULL;
  TwRotaFrame *frame = tw_rota_frame_new (world->store, world->street, world->outlook,
                                          FIXTURE_NOW_US, &options, &error);

  g_assert_no_error (error);
  g_assert_true (tw_roster_problem_check (frame->problem, &error));
  return frame;
}

static TwRotaFrame *
read_frame (World *world)
{
  return read_frame_at (world, MIDNIGHT, 72);
}

static int
person_of (const TwRotaFrame *frame, const char *key)
{
  g_autofree char *id = g_strconcat ("person:", key, NULL);
  guint found = GPOINTER_TO_UINT (g_hash_table_lookup (frame->person_index, id));

  g_assert_cmpuint (found, >, 0);
  return (int) found - 1;
}

static int
post_of (const TwRotaFrame *frame, const char *key)
{
  g_autofree char *id = g_strconcat ("post:", key, NULL);

  return (int) GPOINTER_TO_UINT (g_hash_table_lookup (frame->post_index, id)) - 1;
}

static gboolean
has_note (const TwRotaFrame *frame, const char *part)
{
  for (guint i = 0; i < frame->notes->len; i++)
    if (strstr (frame->notes->pdata[i], part))
      return TRUE;
  return FALSE;
}

/* --- the whole ------------------------------------------------------------------------------- */

static void
test_plain (void)
{
  World world;

  world_open (&world, NULL);
  world_fill (&world);
  g_autoptr (TwRotaFrame) frame = read_frame (&world);
  const TwRosterProblem *problem = frame->problem;
  int hall = post_of (frame, "hall");
  g_assert_cmpint (problem->n_people, ==, 4);
  g_assert_cmpint (problem->n_posts, ==, 2);
  g_assert_cmpint (problem->n_slots, ==, 288);
  g_assert_cmpint (problem->n_days, ==, 3);
  g_assert_cmpint (problem->weekday[0], ==, 2);
  g_assert_cmpstr (((TwRotaSpan *) frame->days->pdata[2])->date, ==, "2026-11-27");
  g_assert_cmpint (problem->clock[33], ==, 33);
  g_assert_cmpint (problem->cover[hall * 288 + 31].need, ==, 0); /* opens at eight */
  g_assert_cmpint (problem->cover[hall * 288 + 32].need, ==, 1);
  g_assert_cmpint (problem->cover[hall * 288 + 79].need, ==, 1);
  g_assert_cmpint (problem->cover[hall * 288 + 80].need, ==, 0);
  g_assert_cmpint (problem->people[person_of (frame, "dan")].pool, ==, TW_POOL_FREELANCE);
  g_assert_cmpint (problem->travel_slots[1], >, 0);
  g_assert_true (has_note (frame, "No forecast"));
  g_assert_cmpint (tw_rota_frame_slot_of (frame, MIDNIGHT - 1), ==, 0);
  g_assert_cmpint (tw_rota_frame_slot_of (frame, MIDNIGHT + HOURS (200)), ==, 288);
  world_close (&world);
}

static void
test_options (void)
{
  static const TwRotaFrameOptions bad[] = {
    { .from_us = MIDNIGHT, .n_hours = 0 },
    { .from_us = MIDNIGHT, .n_hours = 337 },
    { .from_us = MIDNIGHT + TW_US_PER_MIN, .n_hours = 72 },
    { .from_us = MIDNIGHT, .n_hours = 72, .overtime = TW_ROSTER_OVERTIME_SPECIAL },
    { .from_us = MIDNIGHT,
      .n_hours = 72,
      .overtime = TW_ROSTER_OVERTIME_EMERGENCY,
      .overtime_reason = "" },
  };
  World world;

  world_open (&world, NULL);
  world_fill (&world);
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;
      g_assert_null (
          tw_rota_frame_new (world.store, world.street, NULL, FIXTURE_NOW_US, &bad[i], &error));
      g_assert_error (error, TW_DUTY_ERROR, TW_DUTY_ERROR_USAGE);
    }
  world_close (&world);
}

static void
test_nothing (void)
{
  static const TwRotaFrameOptions options = { .from_us = MIDNIGHT, .n_hours = 72 };
  g_autoptr (GError) error = NULL;
  World world;

  world_open (&world, NULL);
  g_assert_null (
      tw_rota_frame_new (world.store, world.street, NULL, FIXTURE_NOW_US, &options, &error));
  g_assert_error (error, TW_DUTY_ERROR, TW_DUTY_ERROR_NO_DATA);
  g_assert_nonnull (strstr (error->message, "no people"));
  g_clear_error (&error);
  put_person (&world, "ann", "community", 40, "");
  g_assert_null (
      tw_rota_frame_new (world.store, world.street, NULL, FIXTURE_NOW_US, &options, &error));
  g_assert_error (error, TW_DUTY_ERROR, TW_DUTY_ERROR_NO_DATA);
  g_assert_nonnull (strstr (error->message, "no posts"));
  world_close (&world);
}

/* A frame may begin at any quarter of an hour. */
static void
test_any_quarter (void)
{
  World world;

  world_open (&world, NULL);
  world_fill (&world);
  for (int quarter = 0; quarter < DAY_SLOTS; quarter += 5)
    {
      g_autoptr (TwRotaFrame) frame =
          read_frame_at (&world, MIDNIGHT + quarter * TW_US_PER_SLOT, 72);
      const TwRotaSpan *first = frame->days->pdata[0], *second = frame->days->pdata[1];
      g_assert_cmpint (frame->problem->n_days, ==, quarter == 0 ? 3 : 4);
      g_assert_cmpint (frame->problem->day_slot[1], ==, DAY_SLOTS - quarter);
      g_assert_cmpint (frame->problem->clock[0], ==, quarter);
      g_assert_cmpint (first->to_us, ==, second->from_us);
      g_assert_cmpint (frame->problem->cover[DAY_SLOTS - quarter + 40].need, ==, 1);
    }
  world_close (&world);
}

/* --- clock changes and windows ---------------------------------------------------------------- */

static int
count_open (const TwRotaFrame *frame, const char *post, int day)
{
  int n = 0, p = post_of (frame, post);

  for (int t = frame->problem->day_slot[day]; t < frame->problem->day_slot[day + 1]; t++)
    n += frame->problem->cover[p * frame->problem->n_slots + t].need > 0;
  return n;
}

static void
test_clock_change (void)
{
  static const struct {
    TwLocalTime from;
    int slots, night, morning; /* of the second day */
  } cases[] = {
    { { .year = 2026, .month = 10, .day = 24 }, 100, 16, 16 }, /* 02:00 to 03:00 twice */
    { { .year = 2026, .month = 3, .day = 28 }, 92, 8, 16 },    /* it is left out */
    { { .year = 2026, .month = 6, .day = 1 }, 96, 12, 16 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      World world;
      g_autofree char *night = every_day (60, 240), *morning = every_day (480, 720);
      g_autofree char *night_hours = g_strconcat ("'hours':", night, NULL);
      g_autofree char *morning_hours = g_strconcat ("'hours':", morning, NULL);

      world_open (&world, "Europe/Berlin");
      world_fill (&world);
      put_post (&world, "night", night_hours);
      put_post (&world, "morning", morning_hours);
      g_autoptr (TwRotaFrame) frame =
          read_frame_at (&world, tw_time_from_local (&cases[i].from, world.street->zone), 72);
      const int *day_slot = frame->problem->day_slot;
      g_assert_cmpint (day_slot[1], ==, 96);
      g_assert_cmpint (day_slot[2] - day_slot[1], ==, cases[i].slots);
      g_assert_cmpint (count_open (frame, "night", 1), ==, cases[i].night);
      g_assert_cmpint (count_open (frame, "morning", 1), ==, cases[i].morning);
      g_assert_cmpint (frame->problem->clock[day_slot[2] - 1], ==, 95);
      world_close (&world);
    }
}

/* Slots of the three days from Wednesday on that a window makes available. */
static void
test_windows (void)
{
  static const struct {
    const char *windows;
    int first, n; /* of the first run, and in all */
  } cases[] = {
    { "{'weekday':3,'from_min':480,'to_min':720}", 32, 16 },
    { "{'weekday':3,'from_min':430,'to_min':545}", 29, 7 },    /* whole quarters only */
    { "{'weekday':3,'from_min':1320,'to_min':1800}", 88, 32 }, /* over midnight */
    { "{'weekday':2,'from_min':1320,'to_min':1800}", 0, 24 },  /* from the day before */
    { "{'weekday':1,'from_min':1320,'to_min':2880}", -1, 0 },  /* ends as the frame begins */
    { "{'weekday':5,'from_min':1320,'to_min':2880}", 280, 8 }, /* beyond the end */
    { "{'weekday':3,'from_min':480,'to_min':720},{'weekday':3,'from_min':660,'to_min':780}", 32,
      20 }, /* overlapping */
    { "{'weekday':7,'from_min':0,'to_min':1440}", -1, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      World world;
      g_autofree char *text = g_strdup_printf (
          "{'name':'eve','pool':'volunteer','skills':[],'hours_week_max':8,'availability':[%s]}",
          cases[i].windows);
      int first = -1, n = 0;

      world_open (&world, NULL);
      world_fill (&world);
      put (&world, "person:eve", text);
      g_autoptr (TwRotaFrame) frame = read_frame (&world);
      const guint8 *available = frame->problem->people[person_of (frame, "eve")].available;
      for (int t = 0; t < 288; t++)
        if (available[t])
          {
            first = first < 0 ? t : first;
            n++;
          }
      g_test_message ("%s", cases[i].windows);
      g_assert_cmpint (first, ==, cases[i].first);
      g_assert_cmpint (n, ==, cases[i].n);
      g_assert_true (has_note (frame, "overlaps") == (strstr (cases[i].windows, "},{") != NULL));
      world_close (&world);
    }
}

/* --- what is wrong is named ------------------------------------------------------------------- */

static char *
many_skills (void)
{
  GString *text = g_string_new ("'skills':[");

  for (int i = 0; i < 70; i++)
    g_string_append_printf (text, "%s'skill %d'", i > 0 ? "," : "", i);
  g_string_append (text, "]");
  return g_string_free (text, FALSE);
}

static void
test_notes (void)
{
  static const struct {
    const char *id, *text, *note;
  } cases[] = {
    { "person:eve",
      "{'name':'eve','pool':'volunteer','skills':[],'hours_week_max':8,"
      "'availability':[]}",
      "1 person has no skills" },
    { "person:eve",
      "{'name':'eve','pool':'volunteer','skills':[],'hours_week_max':8,"
      "'pack':'rulepack:lost','availability':[]}",
      "those of the pool hold for: eve" },
    { "post:lost",
      "{'name':'lost post','place':'place:lost','priority':1,'per_hour':1,"
      "'min_heads':0,'hours':[],'active':true}",
      "lost post" },
    { "post:odd",
      "{'name':'odd post','skills':['diving'],'priority':1,'per_hour':1,'min_heads':1,"
      "'hours':[{'weekday':3,'from_min':0,'to_min':1440}],'active':true}",
      "that these posts want: odd post" },
    { "rulepack:volunteer",
      "{'name':'none','pool':'volunteer','contract':'volunteer','rules':"
      "{'day':{'limit':60}}}",
      "Volunteers: the rule pack" },
    { "tide:none",
      "{'name':'no tide','from_min':420,'to_min':540,'share':0.4,'kinds':['school'],"
      "'weight':3,'active':true}",
      "“no tide” names no post" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      World world;

      world_open (&world, NULL);
      world_fill (&world);
      {
        g_autoptr (TwRotaFrame) before = read_frame (&world);
        g_assert_false (has_note (before, cases[i].note));
      }
      put (&world, cases[i].id, cases[i].text);
      g_autoptr (TwRotaFrame) frame = read_frame (&world);
      g_test_message ("%s", cases[i].note);
      g_assert_true (has_note (frame, cases[i].note));
      world_close (&world);
    }
}

/* More skills than bits: named, and nobody is taken to have the surplus. */
static void
test_many_skills (void)
{
  World world;
  g_autofree char *skills = many_skills ();
  g_autofree char *more = g_strconcat (skills, ",", NULL);

  world_open (&world, NULL);
  world_fill (&world);
  put_post (&world, "all", skills);
  put_person (&world, "eve", "community", 40, more);
  g_autoptr (TwRotaFrame) frame = read_frame (&world);
  g_assert_true (has_note (frame, "More than 63 skills"));
  g_assert_true (has_note (frame, "that these posts want: all"));
  world_close (&world);
}

static void
test_no_demand (void)
{
  World world;

  world_open (&world, NULL);
  world_fill (&world);
  put_post (&world, "hall", "'min_heads':0");
  put_post (&world, "gate", "'min_heads':0");
  g_autoptr (TwRotaFrame) frame = read_frame (&world);
  g_assert_true (has_note (frame, "Nobody is wanted"));
  world_close (&world);
}

/* --- rule packs (F18) ------------------------------------------------------------------------- */

static void
test_packs (void)
{
  static const struct {
    const char *person;
    int day, week, average;
    TwRosterArticle week_article;
  } cases[] = {
    { "ann", 480, 2400, -1, TW_ROSTER_ARTICLE_LABOUR_36 }, /* 40 h by contract */
    { "bob", 480, 2640, -1, TW_ROSTER_ARTICLE_LABOUR_36 },
    { "cat", -1, 600, -1, TW_ROSTER_ARTICLE_AGREEMENT },
    { "dan", -1, 1440, 240, TW_ROSTER_ARTICLE_CONTRACT_68 },
  };
  World world;

  world_open (&world, NULL);
  world_fill (&world);
  g_autoptr (TwRotaFrame) frame = read_frame (&world);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const TwRosterPack *pack = frame->terms[person_of (frame, cases[i].person)].pack;
      g_assert_cmpint (pack->rules[TW_ROSTER_RULE_DAY].limit, ==, cases[i].day);
      g_assert_cmpint (pack->rules[TW_ROSTER_RULE_WEEK].limit, ==, cases[i].week);
      g_assert_cmpint (pack->rules[TW_ROSTER_RULE_AVERAGE_DAY].limit, ==, cases[i].average);
      g_assert_cmpint (pack->rules[TW_ROSTER_RULE_WEEK].article, ==, cases[i].week_article);
    }
  put (&world, "rulepack:community",
       "{'name':'ours','pool':'community','contract':'full_time','rules':{'day':{'limit':420,"
       "'article':'agreement'},'rest':{'limit':720}}}");
  put (&world, "rulepack:own", "{'name':'own','contract':'part_time','rules':{'run':{'limit':3}}}");
  put_person (&world, "bob", "property", 44, "'pack':'rulepack:own',");
  g_autoptr (TwRotaFrame) after = read_frame (&world);
  const TwRosterPack *ann = after->terms[person_of (after, "ann")].pack;
  const TwRosterPack *bob = after->terms[person_of (after, "bob")].pack;
  g_assert_cmpint (ann->rules[TW_ROSTER_RULE_DAY].limit, ==, 420);
  g_assert_cmpint (ann->rules[TW_ROSTER_RULE_DAY].article, ==, TW_ROSTER_ARTICLE_AGREEMENT);
  g_assert_cmpint (ann->rules[TW_ROSTER_RULE_REST].limit, ==, 720);
  g_assert_cmpint (ann->rules[TW_ROSTER_RULE_RUN].limit, ==, 6); /* the law's where none is named */
  g_assert_cmpint (bob->rules[TW_ROSTER_RULE_RUN].limit, ==, 3);
  g_assert_cmpint (bob->rules[TW_ROSTER_RULE_WEEK].limit, ==, 1440);
  world_close (&world);
}

/* What was worked before the frame, out of the shifts. The frame begins on a Wednesday. */
static void
test_history (void)
{
  World world;
  gint64 eight = MIDNIGHT + HOURS (8);

  world_open (&world, NULL);
  world_fill (&world);
  put_shift (&world, "mon", "ann", eight - HOURS (48), 480, NULL);
  put_shift (&world, "tue", "ann", eight - HOURS (24), 510,
             "[['post:hall',240],['break',30],['post:hall',240]]");
  put_shift (&world, "sun", "ann", eight - HOURS (72), 600, NULL); /* two hours too many */
  put_shift (&world, "fri", "ann", eight - HOURS (120), 480, NULL);
  put_shift (&world, "late", "bob", MIDNIGHT - HOURS (4), 300, NULL); /* ends at one */
  g_autoptr (TwRotaFrame) frame = read_frame (&world);
  const TwRosterHistory *ann = &frame->terms[person_of (frame, "ann")].history;
  const TwRosterPerson *bob = &frame->problem->people[person_of (frame, "bob")];
  g_assert_cmpint (ann->week_minutes, ==, 960);
  g_assert_cmpint (ann->week_days, ==, 2);
  g_assert_cmpint (ann->run_days, ==, 3);
  g_assert_cmpint (ann->month_overtime_min, ==, 120);
  g_assert_cmpint (ann->week_overtime_min, ==, 0);
  g_assert_cmpint (ann->since_last_min, ==, (24 - 16) * 60 - 30);
  g_assert_cmpint (bob->free_from, ==, (1 + 11) * 4);
  g_assert_cmpint (
      ((TwRotaPerson *) frame->people->pdata[person_of (frame, "ann")])->week_min_before, ==, 960);
  world_close (&world);
}

/* A frame from the middle of a day: who has worked on it does not begin again, and the run of days
 * counts it. */
static void
test_cut_day (void)
{
  World world;
  gint64 eight = MIDNIGHT + HOURS (8);

  world_open (&world, NULL);
  world_fill (&world);
  for (int day = 0; day < 5; day++) /* Saturday to Wednesday: today is the fifth day */
    {
      g_autofree char *id = g_strdup_printf ("d%d", day);
      put_shift (&world, id, "ann", eight - HOURS (24) * day, 240, NULL);
    }
  g_autoptr (TwRotaFrame) frame = read_frame_at (&world, MIDNIGHT + HOURS (14), 72);
  const TwRosterProblem *problem = frame->problem;
  const guint8 *available = problem->people[person_of (frame, "ann")].available;
  g_assert_cmpint (frame->terms[person_of (frame, "ann")].history.run_days, ==, 4);
  g_assert_cmpint (available[problem->day_slot[1] - 1], ==, 0);
  g_assert_cmpint (available[problem->day_slot[1] + 40], ==, 1); /* the sixth day */
  g_assert_cmpint (available[problem->day_slot[2] + 40], ==, 0); /* would be the seventh */
  g_assert_cmpint (available[problem->day_slot[3] + 40], ==, 1);
  world_close (&world);
}

/* --- pools (F09) ------------------------------------------------------------------------------ */

/* The same name and telephone in two pools is one body: told, and never planned twice at a time. */
static void
test_two_pools (void)
{
  World world;

  world_open (&world, NULL);
  world_fill (&world);
  put_person (&world, "ann", "community", 40, "'phone':'138',");
  put (&world, "person:ann2",
       "{'name':'ann','pool':'volunteer','skills':[],'phone':'138','hours_week_max':8,"
       "'availability':[{'weekday':3,'from_min':0,'to_min':1440}]}");
  g_autoptr (TwRotaFrame) frame = read_frame (&world);
  int a = person_of (frame, "ann"), b = person_of (frame, "ann2");
  g_assert_nonnull (frame->same_as);
  g_assert_cmpint (frame->same_as[a], ==, b);
  g_assert_cmpint (frame->same_as[b], ==, a);
  g_assert_cmpint (frame->same_as[person_of (frame, "bob")], ==, TW_ROSTER_NONE);
  g_assert_true (has_note (frame, "Listed more than once"));
  g_autoptr (TwRosterProblem) problem = tw_rota_frame_dup_problem (frame, NULL, NULL, NULL, 0);
  g_assert_nonnull (memchr (problem->people[a].available, 1, 288));
  g_assert_null (memchr (problem->people[b].available, 1, 288));
  g_assert_nonnull (memchr (frame->problem->people[b].available, 1, 288));
  world_close (&world);
}

/* --- tides (F11) ------------------------------------------------------------------------------ */

static void
test_tides (void)
{
  World world;

  world_open (&world, NULL);
  world_fill (&world);
  put_post (&world, "data", "'place':'place:hall','skills':['data'],'service':'care'");
  put (&world, "tide:out",
       "{'name':'out','from_min':420,'to_min':540,'share':0.4,'kinds':['metro','kindergarten'],"
       "'weight':3,'active':true,'weekdays':[3,5]}");
  put (&world, "tide:back",
       "{'name':'back','from_min':660,'to_min':780,'share':0.6,'kinds':['centre'],'skill':'data',"
       "'of_kinds':['centre','metro'],'weight':2,'active':true}");
  put (&world, "tide:late",
       "{'name':'late','from_min':1380,'to_min':1500,'share':0.5,'services':"
       "['care'],'weight':1,'active':true}");
  put (&world, "tide:off",
       "{'name':'off','from_min':0,'to_min':60,'share':0.5,'weight':1,'active':false}");
  g_autoptr (TwRotaFrame) frame = read_frame (&world);
  const TwRosterProblem *problem = frame->problem;
  int n[3] = { 0 }, gate = post_of (frame, "gate"), hall = post_of (frame, "hall"),
      data = post_of (frame, "data");
  for (guint i = 0; i < frame->tides->len; i++)
    {
      const TwRotaTide *tide = frame->tides->pdata[i];
      const TwRosterTide *of = &problem->tides[tide->tide];
      int kind = strcmp (tide->id, "tide:out") == 0    ? 0
                 : strcmp (tide->id, "tide:back") == 0 ? 1
                                                       : 2;
      g_assert_cmpint (of->first, ==, tw_rota_frame_slot_of (frame, tide->from_us));
      g_assert_cmpfloat (of->share, ==, tide->share);
      n[kind]++;
      g_assert_cmpint (of->at[gate], ==, kind == 0);
      g_assert_cmpint (of->at[data], ==, kind != 0);
      g_assert_cmpint (of->at[hall], ==, 0);
      if (kind == 1)
        g_assert_cmpint (of->of[hall] && of->of[gate] && of->of[data], ==, TRUE);
      else
        g_assert_null (of->of);
    }
  g_assert_cmpint (n[0], ==, 2); /* Wednesday and Friday */
  g_assert_cmpint (n[1], ==, 3);
  g_assert_cmpint (n[2], ==, 4); /* the hour after midnight of the first day, too */
  world_close (&world);
}

/* --- demand ----------------------------------------------------------------------------------- */

static double
sum (const float *need, int n)
{
  double total = 0;

  for (int i = 0; i < n; i++)
    total += need[i];
  return total;
}

/* Requests an hour over what a head answers, shared among the posts of community and service. */
static void
test_demand (void)
{
  World world;
  g_autoptr (GError) error = NULL;

  world_open (&world, NULL);
  world_fill (&world);
  g_autoptr (GArray) rows = fixture_history_new (world.street, 6, 30);
  world.outlook = tw_outlook_compute (world.street, (TwRequestRow *) (void *) rows->data, rows->len,
                                      FIXTURE_NOW_US, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (tw_outlook_is_ready (world.outlook));
  put_post (&world, "care1", "'community':'place:west','service':'care','min_heads':0");
  g_autoptr (TwRotaFrame) one = read_frame (&world);
  put_post (&world, "care2", "'community':'place:west','service':'care','min_heads':0");
  g_autoptr (TwRotaFrame) two = read_frame (&world);
  int a = post_of (one, "care1"), b = post_of (two, "care1"), c = post_of (two, "care2");
  int ten = 40; /* 10:00, 35 hours after the outlook begins at 07:00 */
  guint hour =
      (guint) ((MIDNIGHT + HOURS (10) - tw_outlook_get_origin_us (world.outlook)) / TW_US_PER_HOUR);
  TwBand band = tw_outlook_get_band (world.outlook, 1, 1, hour);
  g_assert_cmpfloat_with_epsilon (one->need_p50[a * 288 + ten], band.p50 / 2, 1e-5);
  g_assert_cmpfloat_with_epsilon (one->need_p90[a * 288 + ten], band.p90 / 2, 1e-5);
  g_assert_cmpfloat_with_epsilon (one->need_mean[a * 288 + ten + 3], band.mean / 2, 1e-5);
  g_assert_cmpfloat (one->need_p90[a * 288 + 20], ==, 0); /* closed */
  g_assert_cmpfloat_with_epsilon (two->need_mean[b * 288 + ten], band.mean / 4, 1e-5);
  g_assert_cmpfloat_with_epsilon (sum (one->need_mean + a * 288, 288),
                                  sum (two->need_mean + b * 288, 288)
                                      + sum (two->need_mean + c * 288, 288),
                                  1e-3);
  for (int t = 0; t < 288; t++)
    {
      double need = one->need_p50[a * 288 + t];
      int heads = one->problem->cover[a * 288 + t].need;
      g_assert_cmpfloat (heads, >=, need - 0.2501);
      g_assert_cmpfloat (heads, <, need + 0.7501);
    }
  g_assert_true (has_note (one, "does not reach")); /* the last hours of the third day */
  world_close (&world);
}

/* --- shifts ----------------------------------------------------------------------------------- */

static TwShift *
parse_shift (TwRotaFrame *frame, const char *text, GError **error)
{
  g_autoptr (JsonObject) body = parse (text);
  TwDoc doc = { .id = (char *) "shift:A", .rev = (char *) "1-x", .body = body };

  return tw_rota_frame_parse_shift (frame, &doc, error);
}

#define TIMES "'from':'2026-11-25T00:00:00.000Z','to':'2026-11-25T08:30:00.000Z'"

static void
test_round_trip (void)
{
  static const char *const good[] = {
    "{" TIMES ",'kind':'full','origin':'hand','person':'person:ann',"
    "'stretches':[['post:hall',240],['break',30],['post:hall',240]]}",
    "{" TIMES ",'kind':'other','origin':'solve','stretches':[['post:gate',510]]}",
    "{" TIMES ",'kind':'full','origin':'swap','person':'person:bob','pinned':true,'note':'x',"
    "'override':{'reason':'flood','by':'officer:A'},"
    "'stretches':[['post:hall',60],['way',15],['post:gate',435]]}",
    "{" TIMES ",'kind':'full','origin':'hand','stretches':[['post:never',510]]}",
  };
  World world;

  world_open (&world, NULL);
  world_fill (&world);
  g_autoptr (TwRotaFrame) frame = read_frame (&world);
  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (TwShift) shift = parse_shift (frame, good[i], &error);
      g_assert_no_error (error);
      g_autoptr (JsonObject) body = tw_rota_frame_write_shift (frame, shift);
      g_autoptr (TwBatch) batch = tw_batch_new ();
      TwDoc doc = { .id = shift->id, .rev = shift->rev, .body = body };
      g_autoptr (TwShift) again = tw_rota_frame_parse_shift (frame, &doc, &error);
      g_assert_no_error (error);
      g_assert_true (tw_shift_same_work (shift, again));
      g_assert_cmpint (shift->kind, ==, again->kind);
      g_assert_cmpint (shift->pinned, ==, again->pinned);
      g_assert_cmpstr (shift->note, ==, again->note);
      g_assert_cmpstr (shift->override_reason, ==, again->override_reason);
      g_assert_cmpstr (shift->override_by, ==, again->override_by);
      g_assert_cmpstr (shift->origin, ==, again->origin);
      tw_batch_put (batch, "shift:A", TW_REV_ANY, json_object_ref (body));
      tw_store_put (world.store, g_steal_pointer (&batch), NULL, &error); /* the store takes it */
      g_assert_no_error (error);
    }
  world_close (&world);
}

static void
test_bad_shifts (void)
{
  static const struct {
    const char *text, *field;
  } bad[] = {
    { "{}", "from" },
    { "{'from':'2026-11-25T00:00:00.000Z'}", "to" },
    { "{'from':'2026-11-25T00:00:00.000Z','to':'2026-11-25T00:00:00.000Z'}", "to" },
    { "{" TIMES ",'person':'person:gone'}", "person" },
    { "{" TIMES "}", "stretches" },
    { "{" TIMES ",'stretches':[]}", "stretches" },
    { "{" TIMES ",'stretches':[['post:hall',500]]}", "stretches" },
    { "{" TIMES ",'stretches':[['post:hall']]}", "stretches" },
    { "{" TIMES ",'stretches':[[510,'post:hall']]}", "stretches" },
    { "{" TIMES ",'stretches':[['post:hall',-10],['way',520]]}", "stretches" },
    { "{" TIMES ",'stretches':[['post:hall',[510]]]}", "stretches" },
    { "{" TIMES ",'stretches':[{}]}", "stretches" },
  };
  World world;

  world_open (&world, NULL);
  world_fill (&world);
  g_autoptr (TwRotaFrame) frame = read_frame (&world);
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;
      g_test_message ("%s", bad[i].text);
      g_assert_null (parse_shift (frame, bad[i].text, &error));
      g_assert_error (error, TW_DUTY_ERROR, TW_DUTY_ERROR_NO_DATA);
      g_assert_nonnull (strstr (error->message, bad[i].field));
      g_assert_nonnull (strstr (error->message, "shift:A"));
    }
  world_close (&world);
}

static void
test_read_shifts (void)
{
  World world;
  g_autoptr (GError) error = NULL;

  world_open (&world, NULL);
  world_fill (&world);
  put_shift (&world, "before", "ann", MIDNIGHT - HOURS (8), 480, NULL); /* ends as it begins */
  put_shift (&world, "over", "bob", MIDNIGHT - HOURS (2), 240, NULL);
  put_shift (&world, "in", "ann", MIDNIGHT + HOURS (8), 240, NULL);
  put_shift (&world, "last", "bob", MIDNIGHT + HOURS (71), 240, NULL);
  put_shift (&world, "after", "ann", MIDNIGHT + HOURS (72), 240, NULL);
  put_shift (&world, "gone", "nobody", MIDNIGHT + HOURS (8), 240, NULL);
  g_autoptr (TwRotaFrame) frame = read_frame (&world);
  g_autoptr (GPtrArray) shifts = tw_rota_frame_read_shifts (frame, world.store, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (shifts->len, ==, 3);
  g_assert_cmpstr (((TwShift *) shifts->pdata[0])->id, ==, "shift:over");
  g_assert_cmpstr (((TwShift *) shifts->pdata[2])->id, ==, "shift:last");
  TwRosterPlan *plans = tw_rota_frame_dup_plans (frame, shifts);
  g_assert_cmpint (plans[person_of (frame, "ann")].n_shifts, ==, 1);
  g_assert_cmpint (plans[person_of (frame, "bob")].n_shifts, ==, 1); /* without what began before */
  g_assert_cmpint (plans[person_of (frame, "bob")].shifts[0].last, ==, 288); /* cut by the end */
  for (int e = 0; e < frame->problem->n_people; e++)
    tw_roster_plan_clear (&plans[e]);
  g_free (plans);
  world_close (&world);
}

/* --- fitting ---------------------------------------------------------------------------------- */

/* A shift as "hall 4 break 0.5 hall 4", in hours. */
static char *
describe (const TwRotaFrame *frame, const TwShift *shift)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < shift->n_stretches; i++)
    {
      const TwStretch *stretch = &shift->stretches[i];
      const char *what = stretch->kind == TW_STRETCH_WAY     ? "way"
                         : stretch->kind == TW_STRETCH_BREAK ? "break"
                         : stretch->post < 0
                             ? "gone"
                             : ((TwRotaPost *) frame->posts->pdata[stretch->post])->name;
      g_string_append_printf (text, "%s%s %g", i > 0 ? " " : "", what,
                              (double) (stretch->to_us - stretch->from_us) / TW_US_PER_HOUR);
    }
  return g_string_free (text, FALSE);
}

static void
test_fit (void)
{
  /* Hall to gate takes two slots on foot. */
  static const struct {
    const char *person, *stretches;
    int minutes;
    double from_h, to_h;
    gboolean whole;
    const char *kind, *result;
  } cases[] = {
    /* Moved as it is. */
    { "ann", "[['post:hall',240]]", 240, 9, 13, TRUE, "full", "hall 4" },
    { "ann", "[['post:hall',180],['break',30],['post:hall',300]]", 510, 9, 17.5, TRUE, "full",
      "hall 3 break 0.5 hall 5" },
    /* Longer, with the break that a long one wants; shorter, without it. */
    { "ann", "[['post:hall',240]]", 240, 8, 16.5, TRUE, "full", "hall 4.25 break 0.5 hall 3.75" },
    { "ann", "[['post:hall',240],['break',30],['post:hall',240]]", 510, 8, 13, TRUE, "full",
      "hall 5" },
    /* Two posts keep their shares and the way. */
    { "ann", "[['post:hall',120],['way',30],['post:gate',120]]", 270, 8, 13, TRUE, "full",
      "hall 2.25 way 0.5 gate 2.25" },
    /* One has no room and goes. */
    { "ann", "[['post:hall',180],['way',30],['post:gate',60]]", 270, 8, 10, FALSE, "full",
      "hall 2" },
    /* A post that is no longer there. */
    { "ann", "[['post:gone',120],['post:hall',120]]", 240, 8, 12, FALSE, "full", "hall 4" },
    { "ann", "[['post:gone',240]]", 240, 8, 12, FALSE, "full", "gone 4" },
    /* Another kind for another length or person. */
    { "ann", "[['post:hall',240]]", 240, 8, 17.5, TRUE, "full_long",
      "hall 4.75 break 0.5 hall 4.25" },
    { "cat", "[['post:hall',240]]", 240, 8, 10, TRUE, "volunteer", "hall 2" },
    { "dan", "[['post:hall',240]]", 240, 8, 13, TRUE, "part_long", "hall 5" },
  };
  World world;

  world_open (&world, NULL);
  world_fill (&world);
  g_autoptr (TwRotaFrame) frame = read_frame (&world);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *to =
          tw_time_format_rfc3339 (MIDNIGHT + HOURS (8) + cases[i].minutes * TW_US_PER_MIN);
      g_autofree char *text = g_strdup_printf (
          "{'person':'person:%s','from':'2026-11-25T00:00:00.000Z','to':'%s','kind':'full',"
          "'origin':'hand','stretches':%s}",
          cases[i].person, to, cases[i].stretches);
      g_autoptr (TwShift) read = parse_shift (frame, text, &error);
      g_assert_no_error (error);
      g_autoptr (TwShift) shift = tw_shift_copy (read);
      gboolean whole =
          tw_rota_frame_fit_shift (frame, shift,
                                   MIDNIGHT + (gint64) (cases[i].from_h * TW_US_PER_HOUR),
                                   MIDNIGHT + (gint64) (cases[i].to_h * TW_US_PER_HOUR));
      g_autofree char *result = describe (frame, shift);
      g_test_message ("%s to %g-%g", cases[i].stretches, cases[i].from_h, cases[i].to_h);
      g_assert_cmpstr (result, ==, cases[i].result);
      g_assert_cmpstr (frame->problem->kinds[shift->kind].name, ==, cases[i].kind);
      g_assert_cmpint (whole, ==, cases[i].whole);
      g_assert_cmpint (shift->stretches[0].from_us, ==, shift->from_us);
      g_assert_cmpint (shift->stretches[shift->n_stretches - 1].to_us, ==, shift->to_us);
    }
  world_close (&world);
}

/* --- the solver's problem --------------------------------------------------------------------- */

static int
n_pins (const TwRosterProblem *problem, int e)
{
  return problem->people[e].n_pins;
}

static void
test_problem (void)
{
  World world;
  static const guint8 only_last[3] = { 0, 0, 1 };
  g_autoptr (GError) error = NULL;

  world_open (&world, NULL);
  world_fill (&world);
  put_shift (&world, "a", "ann", MIDNIGHT + HOURS (8), 240, NULL);
  put_shift (&world, "b", "bob", MIDNIGHT + HOURS (56), 240, NULL);
  g_autoptr (TwRotaFrame) frame = read_frame (&world);
  g_autoptr (GPtrArray) shifts = tw_rota_frame_read_shifts (frame, world.store, &error);
  int ann = person_of (frame, "ann"), bob = person_of (frame, "bob");
  g_autoptr (TwRosterProblem) free = tw_rota_frame_dup_problem (frame, shifts, shifts, NULL, 0);
  g_assert_cmpint (n_pins (free, ann) + n_pins (free, bob), ==, 0);
  g_assert_cmpint (free->people[ann].n_published, ==, 1);
  g_autoptr (TwRosterProblem) day = tw_rota_frame_dup_problem (frame, shifts, NULL, only_last, 0);
  g_assert_cmpint (n_pins (day, ann), ==, 1);
  g_assert_cmpint (n_pins (day, bob), ==, 0);
  g_assert_null (memchr (day->people[bob].available, 1, 192));
  g_assert_nonnull (memchr (day->people[bob].available, 1, 288));
  g_autoptr (TwRosterProblem) pool =
      tw_rota_frame_dup_problem (frame, shifts, NULL, NULL, 1 << TW_POOL_COMMUNITY);
  g_assert_cmpint (n_pins (pool, ann), ==, 0);
  g_assert_cmpint (n_pins (pool, bob), ==, 1);
  g_assert_null (memchr (pool->people[bob].available, 1, 288));
  g_assert_true (tw_roster_problem_check (pool, &error));
  /* Of a frame that began before now the past stays. */
  g_autoptr (TwRotaFrame) today = read_frame_at (&world, MIDNIGHT - HOURS (24), 48);
  g_autoptr (TwRosterProblem) rest = tw_rota_frame_dup_problem (today, shifts, NULL, NULL, 0);
  g_assert_null (memchr (rest->people[ann].available, 1, 31)); /* it is 07:40 */
  g_assert_cmpint (rest->people[ann].available[31], ==, 1);
  world_close (&world);
}

static void
assert_no_red (const TwRotaFrame *frame, const TwRoster *roster)
{
  TwRosterBook book = { .problem = frame->problem,
                        .terms = frame->terms,
                        .first_julian = frame->first_julian,
                        .same_as = frame->same_as,
                        .plans = roster->plans };

  for (int e = 0; e < frame->problem->n_people; e++)
    g_assert_false (tw_roster_breaks_any_red (&book, e, &roster->plans[e]));
}

/* What the solver makes of a frame breaks no rule of the frame, and comes back as it went. */
static void
solve_and_check (TwRotaFrame *frame, gint64 rounds)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwRosterProblem) problem = tw_rota_frame_dup_problem (frame, NULL, NULL, NULL, 0);
  TwRosterSolveOptions options = {
    .seed = 1, .n_threads = 1, .max_rounds = rounds, .max_seconds = 60
  };
  g_autoptr (TwRosterSolution) solution = tw_roster_solve (problem, &options, &error);
  int n = 0;

  g_assert_no_error (error);
  assert_no_red (frame, solution->roster);
  for (int e = 0; e < problem->n_people; e++)
    for (int i = 0; i < solution->roster->plans[e].n_shifts; i++, n++)
      {
        const TwRosterShift *from = &solution->roster->plans[e].shifts[i];
        g_autoptr (TwShift) shift = tw_rota_frame_from_roster_shift (frame, e, from);
        TwRosterShift back;
        tw_rota_frame_to_roster_shift (frame, shift, &back);
        g_assert_cmpint (back.first, ==, from->first);
        g_assert_cmpint (back.last, ==, from->last);
        g_assert_cmpint (back.n_blocks, ==, from->n_blocks);
        for (int b = 0; b < back.n_blocks; b++)
          g_assert_cmpmem (&back.blocks[b], sizeof back.blocks[b], &from->blocks[b],
                           sizeof from->blocks[b]);
        tw_roster_shift_clear (&back);
      }
  g_assert_cmpint (n, >, 0);
}

static void
test_solve (void)
{
  World world;

  world_open (&world, NULL);
  world_fill (&world);
  put_person (&world, "ann", "community", 40, "'phone':'138',");
  put (&world, "person:ann2",
       "{'name':'ann','pool':'volunteer','skills':[],'phone':'138','hours_week_max':8,"
       "'availability':[{'weekday':3,'from_min':0,'to_min':1440}]}");
  g_autoptr (TwRotaFrame) frame = read_frame (&world);
  solve_and_check (frame, 40);
  g_autoptr (TwRotaFrame) cut = read_frame_at (&world, MIDNIGHT + HOURS (10), 72);
  solve_and_check (cut, 40);
  world_close (&world);
}

static void
test_2000_people (void)
{
  World world;
  TwBatch *batch = tw_batch_new ();
  g_autofree char *all = every_day (360, 1320);
  g_autoptr (GError) error = NULL;

  world_open (&world, NULL);
  world_fill (&world);
  for (int i = 0; i < 2000; i++)
    {
      g_autofree char *id = g_strdup_printf ("person:n%04d", i);
      g_autofree char *text = g_strdup_printf (
          "{'name':'n%d','pool':'%s','skills':['a'],'community':'place:%s','hours_week_max':24,"
          "'availability':%s}",
          i, tw_pool_key (i % 4), i % 2 ? "west" : "east", all);
      tw_batch_put (batch, id, NULL, parse (text));
    }
  tw_store_put (world.store, batch, NULL, &error);
  g_assert_no_error (error);
  gint64 since_us = g_get_monotonic_time ();
  g_autoptr (TwRotaFrame) frame = read_frame (&world);
  g_test_message ("frame of 2,004 people: %.0f ms",
                  (double) (g_get_monotonic_time () - since_us) / 1000);
  g_assert_cmpint (frame->problem->n_people, ==, 2004);
  world_close (&world);
}

int
main (int argc, char **argv)
{
  g_setenv ("LANGUAGE", "C", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/rota-frame/plain", test_plain);
  g_test_add_func ("/rota-frame/options", test_options);
  g_test_add_func ("/rota-frame/nothing", test_nothing);
  g_test_add_func ("/rota-frame/any-quarter", test_any_quarter);
  g_test_add_func ("/rota-frame/clock-change", test_clock_change);
  g_test_add_func ("/rota-frame/windows", test_windows);
  g_test_add_func ("/rota-frame/notes", test_notes);
  g_test_add_func ("/rota-frame/many-skills", test_many_skills);
  g_test_add_func ("/rota-frame/no-demand", test_no_demand);
  g_test_add_func ("/rota-frame/F18-packs", test_packs);
  g_test_add_func ("/rota-frame/F18-history", test_history);
  g_test_add_func ("/rota-frame/F18-cut-day", test_cut_day);
  g_test_add_func ("/rota-frame/F09-two-pools", test_two_pools);
  g_test_add_func ("/rota-frame/F11-tides", test_tides);
  g_test_add_func ("/rota-frame/demand", test_demand);
  g_test_add_func ("/rota-frame/round-trip", test_round_trip);
  g_test_add_func ("/rota-frame/bad-shifts", test_bad_shifts);
  g_test_add_func ("/rota-frame/read-shifts", test_read_shifts);
  g_test_add_func ("/rota-frame/fit", test_fit);
  g_test_add_func ("/rota-frame/problem", test_problem);
  g_test_add_func ("/rota-frame/F18-solve", test_solve);
  g_test_add_func ("/rota-frame/2000-people", test_2000_people);
  return g_test_run ();
}
