// SPDX-License-Identifier: Apache-2.0
#include "tests/duty/tw-frame-fixture.h"

#include "duty/tw-duty.h"
#include "roster/tw-roster-breaks.h"
#include "roster/tw-roster-solve.h"
#include "tests/duty/tw-duty-fixture.h"

#include <string.h>

/*
 * Frames out of documents: pools (F09), tides (F11), rule packs (F18), windows and clock changes,
 * and that what is wrong is named.
 */

#define DAY_SLOTS 96

/* --- the whole ------------------------------------------------------------------------------- */

static void
test_plain (void)
{
  FrameWorld world;

  frame_world_open (&world, NULL);
  frame_world_fill (&world);
  g_autoptr (TwRotaFrame) frame = frame_world_read (&world);
  const TwRosterProblem *problem = frame->problem;
  int hall = frame_post_of (frame, "hall");
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
  g_assert_cmpint (problem->people[frame_person_of (frame, "dan")].pool, ==, TW_POOL_FREELANCE);
  g_assert_cmpint (problem->travel_slots[1], >, 0);
  g_assert_true (frame_has_note (frame, "No forecast"));
  g_assert_cmpint (tw_rota_frame_slot_of (frame, FRAME_MIDNIGHT - 1), ==, 0);
  g_assert_cmpint (tw_rota_frame_slot_of (frame, FRAME_MIDNIGHT + FRAME_HOURS (200)), ==, 288);
  frame_world_close (&world);
}

static void
test_options (void)
{
  static const TwRotaFrameOptions bad[] = {
    { .from_us = FRAME_MIDNIGHT, .n_hours = 0 },
    { .from_us = FRAME_MIDNIGHT, .n_hours = 337 },
    { .from_us = FRAME_MIDNIGHT + TW_US_PER_MIN, .n_hours = 72 },
    { .from_us = FRAME_MIDNIGHT, .n_hours = 72, .overtime = TW_ROSTER_OVERTIME_SPECIAL },
    { .from_us = FRAME_MIDNIGHT,
      .n_hours = 72,
      .overtime = TW_ROSTER_OVERTIME_EMERGENCY,
      .overtime_reason = "" },
  };
  FrameWorld world;

  frame_world_open (&world, NULL);
  frame_world_fill (&world);
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;
      g_assert_null (
          tw_rota_frame_new (world.store, world.street, NULL, FIXTURE_NOW_US, &bad[i], &error));
      g_assert_error (error, TW_DUTY_ERROR, TW_DUTY_ERROR_USAGE);
    }
  frame_world_close (&world);
}

static void
test_nothing (void)
{
  static const TwRotaFrameOptions options = { .from_us = FRAME_MIDNIGHT, .n_hours = 72 };
  g_autoptr (GError) error = NULL;
  FrameWorld world;

  frame_world_open (&world, NULL);
  g_assert_null (
      tw_rota_frame_new (world.store, world.street, NULL, FIXTURE_NOW_US, &options, &error));
  g_assert_error (error, TW_DUTY_ERROR, TW_DUTY_ERROR_NO_DATA);
  g_assert_nonnull (strstr (error->message, "no people"));
  g_clear_error (&error);
  frame_world_put_person (&world, "ann", "community", 40, "");
  g_assert_null (
      tw_rota_frame_new (world.store, world.street, NULL, FIXTURE_NOW_US, &options, &error));
  g_assert_error (error, TW_DUTY_ERROR, TW_DUTY_ERROR_NO_DATA);
  g_assert_nonnull (strstr (error->message, "no posts"));
  frame_world_close (&world);
}

/* A frame may begin at any quarter of an hour. */
static void
test_any_quarter (void)
{
  FrameWorld world;

  frame_world_open (&world, NULL);
  frame_world_fill (&world);
  for (int quarter = 0; quarter < DAY_SLOTS; quarter += 5)
    {
      g_autoptr (TwRotaFrame) frame =
          frame_world_read_at (&world, FRAME_MIDNIGHT + quarter * TW_US_PER_SLOT, 72);
      const TwRotaSpan *first = frame->days->pdata[0], *second = frame->days->pdata[1];
      g_assert_cmpint (frame->problem->n_days, ==, quarter == 0 ? 3 : 4);
      g_assert_cmpint (frame->problem->day_slot[1], ==, DAY_SLOTS - quarter);
      g_assert_cmpint (frame->problem->clock[0], ==, quarter);
      g_assert_cmpint (first->to_us, ==, second->from_us);
      g_assert_cmpint (frame->problem->cover[DAY_SLOTS - quarter + 40].need, ==, 1);
    }
  frame_world_close (&world);
}

/* --- clock changes and windows ---------------------------------------------------------------- */

static int
count_open (const TwRotaFrame *frame, const char *post, int day)
{
  int n = 0, p = frame_post_of (frame, post);

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
      FrameWorld world;
      g_autofree char *night = frame_world_every_day (60, 240),
                      *morning = frame_world_every_day (480, 720);
      g_autofree char *night_hours = g_strconcat ("'hours':", night, NULL);
      g_autofree char *morning_hours = g_strconcat ("'hours':", morning, NULL);

      frame_world_open (&world, "Europe/Berlin");
      frame_world_fill (&world);
      frame_world_put_post (&world, "night", night_hours);
      frame_world_put_post (&world, "morning", morning_hours);
      g_autoptr (TwRotaFrame) frame =
          frame_world_read_at (&world, tw_time_from_local (&cases[i].from, world.street->zone), 72);
      const int *day_slot = frame->problem->day_slot;
      g_assert_cmpint (day_slot[1], ==, 96);
      g_assert_cmpint (day_slot[2] - day_slot[1], ==, cases[i].slots);
      g_assert_cmpint (count_open (frame, "night", 1), ==, cases[i].night);
      g_assert_cmpint (count_open (frame, "morning", 1), ==, cases[i].morning);
      g_assert_cmpint (frame->problem->clock[day_slot[2] - 1], ==, 95);
      frame_world_close (&world);
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
      FrameWorld world;
      g_autofree char *text = g_strdup_printf (
          "{'name':'eve','pool':'volunteer','skills':[],'hours_week_max':8,'availability':[%s]}",
          cases[i].windows);
      int first = -1, n = 0;

      frame_world_open (&world, NULL);
      frame_world_fill (&world);
      frame_world_put (&world, "person:eve", text);
      g_autoptr (TwRotaFrame) frame = frame_world_read (&world);
      const guint8 *available = frame->problem->people[frame_person_of (frame, "eve")].available;
      for (int t = 0; t < 288; t++)
        if (available[t])
          {
            first = first < 0 ? t : first;
            n++;
          }
      g_test_message ("%s", cases[i].windows);
      g_assert_cmpint (first, ==, cases[i].first);
      g_assert_cmpint (n, ==, cases[i].n);
      g_assert_true (frame_has_note (frame, "overlaps")
                     == (strstr (cases[i].windows, "},{") != NULL));
      frame_world_close (&world);
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
      FrameWorld world;

      frame_world_open (&world, NULL);
      frame_world_fill (&world);
      {
        g_autoptr (TwRotaFrame) before = frame_world_read (&world);
        g_assert_false (frame_has_note (before, cases[i].note));
      }
      frame_world_put (&world, cases[i].id, cases[i].text);
      g_autoptr (TwRotaFrame) frame = frame_world_read (&world);
      g_test_message ("%s", cases[i].note);
      g_assert_true (frame_has_note (frame, cases[i].note));
      frame_world_close (&world);
    }
}

/* More skills than bits: named, and nobody is taken to have the surplus. */
static void
test_many_skills (void)
{
  FrameWorld world;
  g_autofree char *skills = many_skills ();
  g_autofree char *more = g_strconcat (skills, ",", NULL);

  frame_world_open (&world, NULL);
  frame_world_fill (&world);
  frame_world_put_post (&world, "all", skills);
  frame_world_put_person (&world, "eve", "community", 40, more);
  g_autoptr (TwRotaFrame) frame = frame_world_read (&world);
  g_assert_true (frame_has_note (frame, "More than 63 skills"));
  g_assert_true (frame_has_note (frame, "that these posts want: all"));
  frame_world_close (&world);
}

static void
test_no_demand (void)
{
  FrameWorld world;

  frame_world_open (&world, NULL);
  frame_world_fill (&world);
  frame_world_put_post (&world, "hall", "'min_heads':0");
  frame_world_put_post (&world, "gate", "'min_heads':0");
  g_autoptr (TwRotaFrame) frame = frame_world_read (&world);
  g_assert_true (frame_has_note (frame, "Nobody is wanted"));
  frame_world_close (&world);
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
  FrameWorld world;

  frame_world_open (&world, NULL);
  frame_world_fill (&world);
  g_autoptr (TwRotaFrame) frame = frame_world_read (&world);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const TwRosterPack *pack = frame->terms[frame_person_of (frame, cases[i].person)].pack;
      g_assert_cmpint (pack->rules[TW_ROSTER_RULE_DAY].limit, ==, cases[i].day);
      g_assert_cmpint (pack->rules[TW_ROSTER_RULE_WEEK].limit, ==, cases[i].week);
      g_assert_cmpint (pack->rules[TW_ROSTER_RULE_AVERAGE_DAY].limit, ==, cases[i].average);
      g_assert_cmpint (pack->rules[TW_ROSTER_RULE_WEEK].article, ==, cases[i].week_article);
    }
  frame_world_put (
      &world, "rulepack:community",
      "{'name':'ours','pool':'community','contract':'full_time','rules':{'day':{'limit':420,"
      "'article':'agreement'},'rest':{'limit':720}}}");
  frame_world_put (&world, "rulepack:own",
                   "{'name':'own','contract':'part_time','rules':{'run':{'limit':3}}}");
  frame_world_put_person (&world, "bob", "property", 44, "'pack':'rulepack:own',");
  g_autoptr (TwRotaFrame) after = frame_world_read (&world);
  const TwRosterPack *ann = after->terms[frame_person_of (after, "ann")].pack;
  const TwRosterPack *bob = after->terms[frame_person_of (after, "bob")].pack;
  g_assert_cmpint (ann->rules[TW_ROSTER_RULE_DAY].limit, ==, 420);
  g_assert_cmpint (ann->rules[TW_ROSTER_RULE_DAY].article, ==, TW_ROSTER_ARTICLE_AGREEMENT);
  g_assert_cmpint (ann->rules[TW_ROSTER_RULE_REST].limit, ==, 720);
  g_assert_cmpint (ann->rules[TW_ROSTER_RULE_RUN].limit, ==, 6); /* the law's where none is named */
  g_assert_cmpint (bob->rules[TW_ROSTER_RULE_RUN].limit, ==, 3);
  g_assert_cmpint (bob->rules[TW_ROSTER_RULE_WEEK].limit, ==, 1440);
  frame_world_close (&world);
}

/* What was worked before the frame, out of the shifts. The frame begins on a Wednesday. */
static void
test_history (void)
{
  FrameWorld world;
  gint64 eight = FRAME_MIDNIGHT + FRAME_HOURS (8);

  frame_world_open (&world, NULL);
  frame_world_fill (&world);
  frame_world_put_shift (&world, "mon", "ann", eight - FRAME_HOURS (48), 480, NULL);
  frame_world_put_shift (&world, "tue", "ann", eight - FRAME_HOURS (24), 510,
                         "[['post:hall',240],['break',30],['post:hall',240]]");
  frame_world_put_shift (&world, "sun", "ann", eight - FRAME_HOURS (72), 600,
                         NULL); /* two hours too many */
  frame_world_put_shift (&world, "fri", "ann", eight - FRAME_HOURS (120), 480, NULL);
  frame_world_put_shift (&world, "late", "bob", FRAME_MIDNIGHT - FRAME_HOURS (4), 300,
                         NULL); /* ends at one */
  g_autoptr (TwRotaFrame) frame = frame_world_read (&world);
  const TwRosterHistory *ann = &frame->terms[frame_person_of (frame, "ann")].history;
  const TwRosterPerson *bob = &frame->problem->people[frame_person_of (frame, "bob")];
  g_assert_cmpint (ann->week_minutes, ==, 960);
  g_assert_cmpint (ann->week_days, ==, 2);
  g_assert_cmpint (ann->run_days, ==, 3);
  g_assert_cmpint (ann->month_overtime_min, ==, 120);
  g_assert_cmpint (ann->week_overtime_min, ==, 0);
  g_assert_cmpint (ann->since_last_min, ==, (24 - 16) * 60 - 30);
  g_assert_cmpint (bob->free_from, ==, (1 + 11) * 4);
  g_assert_cmpint (
      ((TwRotaPerson *) frame->people->pdata[frame_person_of (frame, "ann")])->week_min_before, ==,
      960);
  frame_world_close (&world);
}

/* A frame from the middle of a day: who has worked on it does not begin again, and the run of days
 * counts it. */
static void
test_cut_day (void)
{
  FrameWorld world;
  gint64 eight = FRAME_MIDNIGHT + FRAME_HOURS (8);

  frame_world_open (&world, NULL);
  frame_world_fill (&world);
  for (int day = 0; day < 5; day++) /* Saturday to Wednesday: today is the fifth day */
    {
      g_autofree char *id = g_strdup_printf ("d%d", day);
      frame_world_put_shift (&world, id, "ann", eight - FRAME_HOURS (24) * day, 240, NULL);
    }
  g_autoptr (TwRotaFrame) frame =
      frame_world_read_at (&world, FRAME_MIDNIGHT + FRAME_HOURS (14), 72);
  const TwRosterProblem *problem = frame->problem;
  const guint8 *available = problem->people[frame_person_of (frame, "ann")].available;
  g_assert_cmpint (frame->terms[frame_person_of (frame, "ann")].history.run_days, ==, 4);
  g_assert_cmpint (available[problem->day_slot[1] - 1], ==, 0);
  g_assert_cmpint (available[problem->day_slot[1] + 40], ==, 1); /* the sixth day */
  g_assert_cmpint (available[problem->day_slot[2] + 40], ==, 0); /* would be the seventh */
  g_assert_cmpint (available[problem->day_slot[3] + 40], ==, 1);
  frame_world_close (&world);
}

/* --- pools (F09) ------------------------------------------------------------------------------ */

/* The same name and telephone in two pools is one body: told, and never planned twice at a time. */
static void
test_two_pools (void)
{
  FrameWorld world;

  frame_world_open (&world, NULL);
  frame_world_fill (&world);
  frame_world_put_person (&world, "ann", "community", 40, "'phone':'138',");
  frame_world_put (&world, "person:ann2",
                   "{'name':'ann','pool':'volunteer','skills':[],'phone':'138','hours_week_max':8,"
                   "'availability':[{'weekday':3,'from_min':0,'to_min':1440}]}");
  g_autoptr (TwRotaFrame) frame = frame_world_read (&world);
  int a = frame_person_of (frame, "ann"), b = frame_person_of (frame, "ann2");
  g_assert_nonnull (frame->same_as);
  g_assert_cmpint (frame->same_as[a], ==, b);
  g_assert_cmpint (frame->same_as[b], ==, a);
  g_assert_cmpint (frame->same_as[frame_person_of (frame, "bob")], ==, TW_ROSTER_NONE);
  g_assert_true (frame_has_note (frame, "Listed more than once"));
  g_autoptr (TwRosterProblem) problem = tw_rota_frame_dup_problem (frame, NULL, NULL, NULL, 0);
  g_assert_nonnull (memchr (problem->people[a].available, 1, 288));
  g_assert_null (memchr (problem->people[b].available, 1, 288));
  g_assert_nonnull (memchr (frame->problem->people[b].available, 1, 288));
  frame_world_close (&world);
}

/* --- tides (F11) ------------------------------------------------------------------------------ */

static void
test_tides (void)
{
  FrameWorld world;

  frame_world_open (&world, NULL);
  frame_world_fill (&world);
  frame_world_put_post (&world, "data", "'place':'place:hall','skills':['data'],'service':'care'");
  frame_world_put (
      &world, "tide:out",
      "{'name':'out','from_min':420,'to_min':540,'share':0.4,'kinds':['metro','kindergarten'],"
      "'weight':3,'active':true,'weekdays':[3,5]}");
  frame_world_put (
      &world, "tide:back",
      "{'name':'back','from_min':660,'to_min':780,'share':0.6,'kinds':['centre'],'skill':'data',"
      "'of_kinds':['centre','metro'],'weight':2,'active':true}");
  frame_world_put (&world, "tide:late",
                   "{'name':'late','from_min':1380,'to_min':1500,'share':0.5,'services':"
                   "['care'],'weight':1,'active':true}");
  frame_world_put (&world, "tide:off",
                   "{'name':'off','from_min':0,'to_min':60,'share':0.5,'weight':1,'active':false}");
  g_autoptr (TwRotaFrame) frame = frame_world_read (&world);
  const TwRosterProblem *problem = frame->problem;
  int n[3] = { 0 }, gate = frame_post_of (frame, "gate"), hall = frame_post_of (frame, "hall"),
      data = frame_post_of (frame, "data");
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
  frame_world_close (&world);
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
  FrameWorld world;
  g_autoptr (GError) error = NULL;

  frame_world_open (&world, NULL);
  frame_world_fill (&world);
  g_autoptr (GArray) rows = fixture_history_new (world.street, 6, 30);
  world.outlook = tw_outlook_compute (world.street, (TwRequestRow *) (void *) rows->data, rows->len,
                                      FIXTURE_NOW_US, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (tw_outlook_is_ready (world.outlook));
  frame_world_put_post (&world, "care1", "'community':'place:west','service':'care','min_heads':0");
  g_autoptr (TwRotaFrame) one = frame_world_read (&world);
  frame_world_put_post (&world, "care2", "'community':'place:west','service':'care','min_heads':0");
  g_autoptr (TwRotaFrame) two = frame_world_read (&world);
  int a = frame_post_of (one, "care1"), b = frame_post_of (two, "care1"),
      c = frame_post_of (two, "care2");
  int ten = 40; /* 10:00, 35 hours after the outlook begins at 07:00 */
  guint hour =
      (guint) ((FRAME_MIDNIGHT + FRAME_HOURS (10) - tw_outlook_get_origin_us (world.outlook))
               / TW_US_PER_HOUR);
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
  g_assert_true (frame_has_note (one, "does not reach")); /* the last hours of the third day */
  frame_world_close (&world);
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
  FrameWorld world;
  static const guint8 only_last[3] = { 0, 0, 1 };
  g_autoptr (GError) error = NULL;

  frame_world_open (&world, NULL);
  frame_world_fill (&world);
  frame_world_put_shift (&world, "a", "ann", FRAME_MIDNIGHT + FRAME_HOURS (8), 240, NULL);
  frame_world_put_shift (&world, "b", "bob", FRAME_MIDNIGHT + FRAME_HOURS (56), 240, NULL);
  g_autoptr (TwRotaFrame) frame = frame_world_read (&world);
  g_autoptr (GPtrArray) shifts = tw_rota_frame_read_shifts (frame, world.store, &error);
  int ann = frame_person_of (frame, "ann"), bob = frame_person_of (frame, "bob");
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
  g_autoptr (TwRotaFrame) today =
      frame_world_read_at (&world, FRAME_MIDNIGHT - FRAME_HOURS (24), 48);
  g_autoptr (TwRosterProblem) rest = tw_rota_frame_dup_problem (today, shifts, NULL, NULL, 0);
  g_assert_null (memchr (rest->people[ann].available, 1, 31)); /* it is 07:40 */
  g_assert_cmpint (rest->people[ann].available[31], ==, 1);
  frame_world_close (&world);
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
solve_and_check (TwRotaFrame *frame)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwRosterProblem) problem = tw_rota_frame_dup_problem (frame, NULL, NULL, NULL, 0);
  TwRosterSolveOptions options = { .seed = 1, .n_threads = 1, .max_seconds = 1 };
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
  FrameWorld world;

  frame_world_open (&world, NULL);
  frame_world_fill (&world);
  frame_world_put_person (&world, "ann", "community", 40, "'phone':'138',");
  frame_world_put (&world, "person:ann2",
                   "{'name':'ann','pool':'volunteer','skills':[],'phone':'138','hours_week_max':8,"
                   "'availability':[{'weekday':3,'from_min':0,'to_min':1440}]}");
  g_autoptr (TwRotaFrame) frame = frame_world_read (&world);
  solve_and_check (frame);
  g_autoptr (TwRotaFrame) cut = frame_world_read_at (&world, FRAME_MIDNIGHT + FRAME_HOURS (10), 72);
  solve_and_check (cut);
  frame_world_close (&world);
}

static void
test_2000_people (void)
{
  FrameWorld world;
  TwBatch *batch = tw_batch_new ();
  g_autofree char *all = frame_world_every_day (360, 1320);
  g_autoptr (GError) error = NULL;

  frame_world_open (&world, NULL);
  frame_world_fill (&world);
  for (int i = 0; i < 2000; i++)
    {
      g_autofree char *id = g_strdup_printf ("person:n%04d", i);
      g_autofree char *text = g_strdup_printf (
          "{'name':'n%d','pool':'%s','skills':['a'],'community':'place:%s','hours_week_max':24,"
          "'availability':%s}",
          i, tw_pool_key (i % 4), i % 2 ? "west" : "east", all);
      tw_batch_put (batch, id, NULL, frame_world_parse (text));
    }
  tw_store_put (world.store, batch, NULL, &error);
  g_assert_no_error (error);
  gint64 since_us = g_get_monotonic_time ();
  g_autoptr (TwRotaFrame) frame = frame_world_read (&world);
  g_test_message ("frame of 2,004 people: %.0f ms",
                  (double) (g_get_monotonic_time () - since_us) / 1000);
  g_assert_cmpint (frame->problem->n_people, ==, 2004);
  frame_world_close (&world);
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
  g_test_add_func ("/rota-frame/problem", test_problem);
  g_test_add_func ("/rota-frame/F18-solve", test_solve);
  g_test_add_func ("/rota-frame/2000-people", test_2000_people);
  return g_test_run ();
}
