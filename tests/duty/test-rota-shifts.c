// SPDX-License-Identifier: Apache-2.0
#include "tests/duty/tw-frame-fixture.h"

#include "base/tw-json.h"
#include "duty/tw-duty.h"

#include <string.h>

/*
 * Shifts: from documents and back, into plans, and fitted to other times (F12).
 */

/* --- shifts ----------------------------------------------------------------------------------- */

static TwShift *
parse_shift (TwRotaFrame *frame, const char *text, GError **error)
{
  g_autoptr (JsonObject) body = frame_world_parse (text);
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
  FrameWorld world;

  frame_world_open (&world, NULL);
  frame_world_fill (&world);
  g_autoptr (TwRotaFrame) frame = frame_world_read (&world);
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
  frame_world_close (&world);
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
  FrameWorld world;

  frame_world_open (&world, NULL);
  frame_world_fill (&world);
  g_autoptr (TwRotaFrame) frame = frame_world_read (&world);
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;
      g_test_message ("%s", bad[i].text);
      g_assert_null (parse_shift (frame, bad[i].text, &error));
      g_assert_error (error, TW_DUTY_ERROR, TW_DUTY_ERROR_NO_DATA);
      g_assert_nonnull (strstr (error->message, bad[i].field));
      g_assert_nonnull (strstr (error->message, "shift:A"));
    }
  frame_world_close (&world);
}

static void
test_read_shifts (void)
{
  FrameWorld world;
  g_autoptr (GError) error = NULL;

  frame_world_open (&world, NULL);
  frame_world_fill (&world);
  frame_world_put_shift (&world, "before", "ann", FRAME_MIDNIGHT - FRAME_HOURS (8), 480,
                         NULL); /* ends as it begins */
  frame_world_put_shift (&world, "over", "bob", FRAME_MIDNIGHT - FRAME_HOURS (2), 240, NULL);
  frame_world_put_shift (&world, "in", "ann", FRAME_MIDNIGHT + FRAME_HOURS (8), 240, NULL);
  frame_world_put_shift (&world, "last", "bob", FRAME_MIDNIGHT + FRAME_HOURS (71), 240, NULL);
  frame_world_put_shift (&world, "after", "ann", FRAME_MIDNIGHT + FRAME_HOURS (72), 240, NULL);
  frame_world_put_shift (&world, "gone", "nobody", FRAME_MIDNIGHT + FRAME_HOURS (8), 240, NULL);
  g_autoptr (TwRotaFrame) frame = frame_world_read (&world);
  g_autoptr (GPtrArray) shifts = tw_rota_frame_read_shifts (frame, world.store, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (shifts->len, ==, 3);
  g_assert_cmpstr (((TwShift *) shifts->pdata[0])->id, ==, "shift:over");
  g_assert_cmpstr (((TwShift *) shifts->pdata[2])->id, ==, "shift:last");
  TwRosterPlan *plans = tw_rota_frame_dup_plans (frame, shifts);
  g_assert_cmpint (plans[frame_person_of (frame, "ann")].n_shifts, ==, 1);
  g_assert_cmpint (plans[frame_person_of (frame, "bob")].n_shifts, ==,
                   1); /* without what began before */
  g_assert_cmpint (plans[frame_person_of (frame, "bob")].shifts[0].last, ==,
                   288); /* cut by the end */
  for (int e = 0; e < frame->problem->n_people; e++)
    tw_roster_plan_clear (&plans[e]);
  g_free (plans);
  frame_world_close (&world);
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
  FrameWorld world;

  frame_world_open (&world, NULL);
  frame_world_fill (&world);
  g_autoptr (TwRotaFrame) frame = frame_world_read (&world);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *to = tw_time_format_rfc3339 (FRAME_MIDNIGHT + FRAME_HOURS (8)
                                                    + cases[i].minutes * TW_US_PER_MIN);
      g_autofree char *text = g_strdup_printf (
          "{'person':'person:%s','from':'2026-11-25T00:00:00.000Z','to':'%s','kind':'full',"
          "'origin':'hand','stretches':%s}",
          cases[i].person, to, cases[i].stretches);
      g_autoptr (TwShift) read = parse_shift (frame, text, &error);
      g_assert_no_error (error);
      g_autoptr (TwShift) shift = tw_shift_copy (read);
      gboolean whole =
          tw_rota_frame_fit_shift (frame, shift,
                                   FRAME_MIDNIGHT + (gint64) (cases[i].from_h * TW_US_PER_HOUR),
                                   FRAME_MIDNIGHT + (gint64) (cases[i].to_h * TW_US_PER_HOUR));
      g_autofree char *result = describe (frame, shift);
      g_test_message ("%s to %g-%g", cases[i].stretches, cases[i].from_h, cases[i].to_h);
      g_assert_cmpstr (result, ==, cases[i].result);
      g_assert_cmpstr (frame->problem->kinds[shift->kind].name, ==, cases[i].kind);
      g_assert_cmpint (whole, ==, cases[i].whole);
      g_assert_cmpint (shift->stretches[0].from_us, ==, shift->from_us);
      g_assert_cmpint (shift->stretches[shift->n_stretches - 1].to_us, ==, shift->to_us);
    }
  frame_world_close (&world);
}

int
main (int argc, char **argv)
{
  g_setenv ("LANGUAGE", "C", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/rota-shifts/round-trip", test_round_trip);
  g_test_add_func ("/rota-shifts/bad", test_bad_shifts);
  g_test_add_func ("/rota-shifts/read", test_read_shifts);
  g_test_add_func ("/rota-shifts/fit", test_fit);
  return g_test_run ();
}
