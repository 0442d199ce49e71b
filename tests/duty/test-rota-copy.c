// SPDX-License-Identifier: Apache-2.0
/* F24, F19: weeks copied and templates laid out: always drafts, checked where they arrive. */
#include "base/tw-json.h"
#include "store/tw-query-roster.h"
#include "tests/duty/tw-console-fixture.h"

#include <string.h>

/* The frame is Wednesday to Friday of the week of the 23rd of November. */
#define WEEK_US (7 * TW_US_PER_DAY)

static void
set_up (Console *f, gconstpointer data)
{
  console_open (f, CONSOLE_PEOPLE);
}

static void
tear_down (Console *f, gconstpointer data)
{
  console_close (f);
}

static GPtrArray *
shifts_from (Console *f, int day)
{
  gint64 from_us = console_time (f, 0, 24.0 * day);

  return tw_query_shifts (tw_duty_get_store (f->duty), from_us, from_us + TW_US_PER_DAY, NULL);
}

static const char *
text_of (GPtrArray *docs, guint i, const char *member)
{
  return tw_json_get_string (((TwDoc *) docs->pdata[i])->body, member, NULL);
}

static gboolean
copy (Console *f, int weeks, gboolean replace, TwCopyReport *ret, GError **error)
{
  gint64 now_us = console_time (f, 0, 12);

  console_settle (f);
  return tw_rota_copy_week (f->rota, now_us, now_us + weeks * WEEK_US, replace, ret, error);
}

static void
assert_says (const TwCopyReport *report, const char *needle)
{
  if (strstr (report->text, needle) == NULL)
    g_error ("\"%s\" does not say \"%s\"", report->text, needle);
}

static void
test_week (Console *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  TwCopyReport report = { 0 };
  g_autofree char *a = console_add (f, 0, 0, 9, 13);
  g_autofree char *b = console_add (f, -1, 1, 14, 18);

  console_publish (f, 0, 3);
  g_assert_false (copy (f, 0, FALSE, &report, &error));
  assert_refused (&error, "onto itself");
  g_assert_false (tw_rota_copy_week (f->rota, console_time (f, 0, 0) + 5 * WEEK_US,
                                     console_time (f, 0, 0), FALSE, &report, &error));
  assert_refused (&error, "has no shifts");
  copy (f, 1, FALSE, &report, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (report.n_copied, ==, 2);
  g_assert_cmpuint (report.n_conflicts, ==, 0);
  g_assert_false (report.holiday);
  tw_copy_report_clear (&report);
  g_autoptr (GPtrArray) there = shifts_from (f, 7);
  g_assert_cmpuint (there->len, ==, 1);
  g_assert_cmpstr (text_of (there, 0, "person"), ==, "person:000");
  g_assert_cmpstr (text_of (there, 0, "origin"), ==, "copy");
  g_assert_cmpstr (text_of (there, 0, "from"), ==, "2026-12-02T01:00:00.000Z");
  /* Drafts, whatever they were copied from; the source stays published. */
  g_autoptr (TwDoc) day = tw_store_get (tw_duty_get_store (f->duty), "roster:2026-12-02", NULL);
  g_assert_cmpstr (tw_json_get_string (day->body, "state", ""), ==, "draft");
  g_assert_cmpint (tw_rota_get_day (f->rota, 0)->state, ==, TW_DAY_PUBLISHED);
  /* Again: who is there already is not there twice. */
  copy (f, 1, TRUE, &report, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (report.n_copied, ==, 2);
  tw_copy_report_clear (&report);
  g_autoptr (GPtrArray) again = shifts_from (f, 7);
  g_assert_cmpuint (again->len, ==, 1);
  /* One step of undo. */
  console_undo (f, FALSE, TRUE);
  console_undo (f, FALSE, TRUE);
  g_autoptr (GPtrArray) none = shifts_from (f, 7);
  g_assert_cmpuint (none->len, ==, 0);
}

/* F19: overrides stay where they are, and that is said. */
static void
test_override_stays (Console *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  TwCopyReport report = { 0 };
  g_autofree char *a = console_add (f, 0, 0, 9, 13);

  console_settle (f);
  g_autoptr (TwDoc) doc = tw_store_get (tw_duty_get_store (f->duty), a, NULL);
  JsonObject *override = json_object_new ();
  json_object_set_string_member (override, "reason", "台风");
  json_object_set_string_member (override, "by", "计划员");
  json_object_set_object_member (doc->body, "override", override);
  json_object_set_boolean_member (doc->body, "pinned", TRUE);
  g_autoptr (GString) text = g_string_new (NULL);
  tw_json_canonical (doc->body, text);
  console_put (f, a, text->str);
  copy (f, 2, FALSE, &report, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (report.n_dropped_overrides, ==, 1);
  assert_says (&report, "1 override was not carried over");
  tw_copy_report_clear (&report);
  g_autoptr (GPtrArray) there = shifts_from (f, 14);
  g_assert_cmpuint (there->len, ==, 1);
  g_assert_false (json_object_has_member (((TwDoc *) there->pdata[0])->body, "override"));
  g_assert_false (json_object_has_member (((TwDoc *) there->pdata[0])->body, "pinned"));
}

/* What breaks a rule where it arrives is flagged there: in days that are open and in others. */
static void
test_conflicts_on_arrival (Console *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  TwCopyReport report = { 0 };
  g_autofree char *a = console_add (f, 0, 0, 9, 13);
  g_autofree char *b = console_add (f, 0, 0, 11, 15);

  copy (f, 1, FALSE, &report, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (report.n_copied, ==, 2);
  g_assert_cmpuint (report.n_conflicts, >, 0);
  assert_says (&report, "on arrival");
  tw_copy_report_clear (&report);
}

/* A week with a holiday warns: the 1st of January 2027 is five weeks on. */
static void
test_holidays (Console *f, gconstpointer data)
{
  static const struct {
    int weeks;
    gboolean holiday;
  } rows[] = { { 1, FALSE }, { 3, FALSE }, { 5, TRUE } };
  g_autofree char *a = console_add (f, 0, 0, 9, 13);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      TwCopyReport report = { 0 };
      g_assert_true (copy (f, rows[i].weeks, FALSE, &report, &error));
      g_assert_no_error (error);
      g_assert_cmpint (report.holiday, ==, rows[i].holiday);
      if (rows[i].holiday)
        assert_says (&report, "01-01");
      tw_copy_report_clear (&report);
    }
}

/* People and posts that are gone are counted and named; their work is left to be claimed. */
static void
test_gone (Console *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  TwCopyReport report = { 0 };
  g_autofree char *a = console_add (f, 0, 0, 9, 13);
  g_autofree char *hall = g_steal_pointer (&f->post);

  f->post = g_strdup (f->gate);
  g_autofree char *b = console_add (f, 1, 0, 9, 13);
  console_publish (f, 0, 3);
  g_autoptr (TwBatch) batch = tw_batch_new ();
  tw_batch_delete (batch, "person:000", TW_REV_ANY);
  tw_batch_delete (batch, f->gate, TW_REV_ANY);
  g_assert_true (tw_store_put (tw_duty_get_store (f->duty), g_steal_pointer (&batch), NULL, NULL));
  copy (f, 1, FALSE, &report, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (report.n_copied, ==, 1);
  g_assert_cmpuint (report.n_gone, ==, 2);
  assert_says (&report, "员工000");
  assert_says (&report, "门岗");
  assert_says (&report, "left out");
  tw_copy_report_clear (&report);
  g_autoptr (GPtrArray) there = shifts_from (f, 7);
  g_assert_cmpuint (there->len, ==, 1);
  g_assert_null (text_of (there, 0, "person"));
}

static void
test_template (Console *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  TwCopyReport report = { 0 };
  g_autofree char *id = NULL;

  g_assert_false (tw_rota_save_template (f->rota, "两天", 0, 2, &id, &error));
  assert_refused (&error, "no shifts");
  g_autofree char *a = console_add (f, 0, 0, 9, 13);
  g_autofree char *b = console_add (f, -1, 1, 14, 18);
  console_settle (f);
  g_assert_false (tw_rota_save_template (f->rota, "  ", 0, 2, &id, &error));
  assert_refused (&error, "name");
  g_assert_false (tw_rota_save_template (f->rota, "两天", 2, 9, &id, &error));
  assert_refused (&error, "not all");
  g_assert_true (tw_rota_save_template (f->rota, " 两天 ", 0, 2, &id, &error));
  g_assert_no_error (error);
  g_autoptr (GPtrArray) templates = tw_duty_list_templates (f->duty, &error);
  g_assert_cmpuint (templates->len, ==, 1);
  const TwTemplate *kept = templates->pdata[0];
  g_assert_cmpstr (kept->name, ==, "两天");
  g_assert_cmpint (kept->n_days, ==, 2);
  g_assert_cmpuint (kept->n_shifts, ==, 2);
  g_assert_false (tw_rota_apply_template (f->rota, "template:none", 0, 1, &report, &error));
  assert_refused (&error, "template:none");
  g_assert_false (tw_rota_apply_template (f->rota, id, 2, 0, &report, &error));
  assert_refused (&error, "1 to 31");
  g_assert_false (tw_rota_apply_template (f->rota, id, 2, 20, &report, &error));
  assert_refused (&error, "At most 35");
  /* Friday and Saturday, Sunday and Monday, Tuesday and Wednesday. */
  g_assert_true (tw_rota_apply_template (f->rota, id, 2, 3, &report, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (report.n_copied, ==, 6);
  tw_copy_report_clear (&report);
  for (int day = 2; day < 8; day++)
    {
      g_autoptr (GPtrArray) there = shifts_from (f, day);
      g_assert_cmpuint (there->len, ==, 1);
      g_assert_cmpstr (text_of (there, 0, "origin"), ==, "template");
      g_assert_cmpint (text_of (there, 0, "person") != NULL, ==, day % 2 == 0);
    }
  console_undo (f, FALSE, TRUE);
  g_autoptr (GPtrArray) none = shifts_from (f, 3);
  g_assert_cmpuint (none->len, ==, 0);
  console_undo (f, FALSE, TRUE);
  g_autoptr (GPtrArray) gone = tw_duty_list_templates (f->duty, &error);
  g_assert_cmpuint (gone->len, ==, 0);
  console_undo (f, TRUE, TRUE);
  g_autoptr (GPtrArray) back = tw_duty_list_templates (f->duty, &error);
  g_assert_cmpuint (back->len, ==, 1);
}

/* A template of 900 people is an attachment, and comes back whole. */
static void
test_large_template (void)
{
  Console f;
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) edits = g_array_new (FALSE, FALSE, sizeof (TwRotaEdit));
  TwCopyReport report = { 0 };
  g_autofree char *id = NULL;

  console_open (&f, 900);
  for (int i = 0; i < 900; i++)
    {
      TwRotaEdit edit = { NULL, console_shift (&f, i, 0, 9, 13) };
      g_array_append_val (edits, edit);
    }
  tw_rota_edit (f.rota, (TwRotaEdit *) edits->data, edits->len, "Add", NULL, &error);
  g_assert_no_error (error);
  g_assert_true (tw_rota_save_template (f.rota, "一天", 0, 1, &id, &error));
  g_assert_no_error (error);
  g_autoptr (TwDoc) doc = tw_store_get (tw_duty_get_store (f.duty), id, &error);
  g_assert_false (json_object_has_member (doc->body, "shifts"));
  gint64 begin_us = g_get_monotonic_time ();
  g_assert_true (tw_rota_apply_template (f.rota, id, 1, 2, &report, &error));
  g_assert_no_error (error);
  g_test_message ("1800 shifts laid out in %.0f ms",
                  (double) (g_get_monotonic_time () - begin_us) / 1000);
  g_assert_cmpuint (report.n_copied, ==, 1800);
  tw_copy_report_clear (&report);
  for (guint i = 0; i < edits->len; i++)
    tw_shift_unref (g_array_index (edits, TwRotaEdit, i).after);
  console_close (&f);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define TEST(path, func) g_test_add (path, Console, NULL, set_up, func, tear_down)
  TEST ("/rota-copy/F24/week", test_week);
  TEST ("/rota-copy/F19/override-stays", test_override_stays);
  TEST ("/rota-copy/F24/conflicts-on-arrival", test_conflicts_on_arrival);
  TEST ("/rota-copy/F24/holidays", test_holidays);
  TEST ("/rota-copy/F24/gone", test_gone);
  TEST ("/rota-copy/F24/template", test_template);
  g_test_add_func ("/rota-copy/F24/large-template", test_large_template);
  return g_test_run ();
}
