// SPDX-License-Identifier: Apache-2.0
/* The public instance formats: what is read, and what a broken file is told. */
#include "roster/tw-roster-files.h"

#include <string.h>

static const char monthly[] =
    "# a comment\r\nSECTION_HORIZON\n14\n\nSECTION_SHIFTS\nE,480,\nL,600,E\nSECTION_STAFF\n"
    "Ann,E=14|L=3,4320,3360,5,2,2,1\nBob,,4320,0,5,2,3,1\nSECTION_DAYS_OFF\nAnn,0,13\n"
    "SECTION_SHIFT_ON_REQUESTS\nAnn,2,L,3\nSECTION_SHIFT_OFF_REQUESTS\nBob,4,E,1\n"
    "SECTION_COVER\n0,E,2,100,1\n13,L,1,50,2\n";
static const char activities[] = "SECTION_HORIZON\n2\nSECTION_TASKS\n3\nSECTION_STAFF\n1,360,1200\n"
                                 "SECTION_COVER\n1,06:00-06:15,2,1,3\n2,23:45-00:00,3,2,2\n";

static TwRosterProblem *
parse (const char *text, GError **error)
{
  TwRosterFormat format;
  return tw_roster_parse_instance (text, strlen (text), "month.txt", &format, error);
}

static void
test_monthly (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwRosterProblem) problem = parse (monthly, &error);
  g_assert_no_error (error);
  g_assert_true (tw_roster_problem_check (problem, &error));
  g_assert_cmpint (problem->n_days, ==, 14);
  g_assert_cmpint (problem->n_people, ==, 2);
  g_assert_cmpint (problem->kinds[1].minutes, ==, 600);
  g_assert_cmpuint (problem->kinds[1].not_before, ==, 1);
  const TwRosterPerson *ann = &problem->people[0];
  g_assert_cmpint (ann->max_of_kind[1], ==, 3);
  g_assert_cmpint (ann->spans[0].min_minutes, ==, 3360);
  g_assert_false (ann->available[13]);
  g_assert_true (ann->available[12]);
  g_assert_true (ann->wishes[0].wants && ann->wishes[0].kind == 1 && ann->wishes[0].weight == 3);
  g_assert_cmpint (problem->people[1].max_of_kind[1], ==, 14);
  g_assert_cmpint (problem->cover[14 + 13].need, ==, 1);
  g_assert_cmpfloat (problem->cover[14 + 13].over, ==, 2);
}

static void
test_activities (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwRosterProblem) problem = parse (activities, &error);
  g_assert_no_error (error);
  g_assert_true (tw_roster_problem_check (problem, &error));
  g_assert_cmpint (problem->n_slots, ==, 2 * 96);
  g_assert_cmpint (problem->day_slot[1], ==, 72); /* the first day is short: it begins at 06:00 */
  g_assert_cmpint (problem->clock[0], ==, 24);
  g_assert_cmpint (problem->clock[72], ==, 0);
  g_assert_cmpint (problem->cover[192].need, ==, 1);
  g_assert_cmpint (problem->cover[192].top, ==, 3);
  g_assert_cmpint (problem->cover[2 * 192 + 96 + 71].need, ==, 2);
  g_assert_cmpint (problem->people[0].rest_slots, ==, 56);
}

static const struct {
  const char *text, *says;
} broken[] = {
  { "", "the section HORIZON is missing" },
  { "1,2,3\n", "month.txt, line 1, field 1: a line SECTION_... is expected first" },
  { "SECTION_NIGHTS\n", "line 1, field 1: \"SECTION_NIGHTS\" is not a section" },
  { "SECTION_HORIZON\nlong\n", "line 2, field 1: a whole number is expected, not \"long\"" },
  { "SECTION_HORIZON\n0\n", "line 2, field 1: 0 is outside 1 to 1000" },
  { "SECTION_HORIZON\n7\n", "the section SHIFTS is missing or empty" },
  { "SECTION_HORIZON\n7\nSECTION_SHIFTS\nE,480,\nE,480,\nSECTION_STAFF\nA,,1,0,1,1,1,1\n",
    "line 5, field 1: there are two entries \"E\"" },
  { "SECTION_HORIZON\n7\nSECTION_SHIFTS\nE,480,Q\nSECTION_STAFF\nA,,1,0,1,1,1,1\n",
    "line 4, field 3: there is no shift \"Q\"" },
  { "SECTION_HORIZON\n7\nSECTION_SHIFTS\nE,480,\nSECTION_STAFF\nA,E,1,0,1,1,1,1\n",
    "line 6, field 2: shift=number is expected, not \"E\"" },
  { "SECTION_HORIZON\n7\nSECTION_SHIFTS\nE,480,\nSECTION_STAFF\nA,,1,0,1,1\n",
    "line 6, field 7: a whole number is expected, not \"\"" },
  { "SECTION_HORIZON\n7\nSECTION_SHIFTS\nE,480,\nSECTION_STAFF\nA,,1,0,1,1,1,1\n"
    "SECTION_COVER\n7,E,1,1,1\n",
    "line 8, field 1: 7 is outside 0 to 6" },
  { "SECTION_HORIZON\n7\nSECTION_TASKS\n2\nSECTION_STAFF\n1,0,60\nSECTION_COVER\n1,06:10,1,1,1\n",
    "line 8, field 2: a time like 06:15-06:30 is expected, not \"06:10\"" },
  { "SECTION_HORIZON\n7\nSECTION_TASKS\n2\nSECTION_STAFF\n1,0,60\nSECTION_COVER\n1,05:00,1,1,1\n",
    "line 8, field 2: this time is outside the horizon" },
  { "SECTION_HORIZON\n7\nSECTION_TASKS\n2\nSECTION_STAFF\n1,0,60\nSECTION_COVER\n1,06:00,1,3,1\n",
    "line 8, field 5: the most, 1, is below the least, 3" },
};

static void
test_broken (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (broken); i++)
    {
      g_autoptr (GError) error = NULL;
      g_assert_null (parse (broken[i].text, &error));
      g_assert_error (error, TW_ROSTER_ERROR, TW_ROSTER_ERROR_SYNTAX);
      if (!strstr (error->message, broken[i].says))
        g_error ("case %u says: %s", i, error->message);
    }
}

static void
test_contradictions (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwRosterProblem) problem = parse (monthly, &error);
  problem->people[0].spans[0].min_minutes = 5000;
  g_assert_false (tw_roster_problem_check (problem, &error));
  g_assert_cmpstr (error->message, ==,
                   "Ann: at least 5000 and at most 4320 minutes contradict each other");
  g_clear_error (&error);
  problem->people[0].spans[0].min_minutes = 0;
  problem->cover[3] = (TwRosterCover){ .need = 2, .top = 1 };
  g_assert_false (tw_roster_problem_check (problem, &error));
  g_assert_cmpstr (error->message, ==,
                   "post E, slot 3: at least 2 and at most 1 heads contradict each other");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/roster/files/monthly", test_monthly);
  g_test_add_func ("/roster/files/activities", test_activities);
  g_test_add_func ("/roster/files/broken", test_broken);
  g_test_add_func ("/roster/files/contradictions", test_contradictions);
  return g_test_run ();
}
