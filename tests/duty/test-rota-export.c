// SPDX-License-Identifier: Apache-2.0
/* A roster as files (F28): what other programs read back is what was in it, a second file updates
 * the first, and a file is there whole or not at all. */
#include "tw-duty-fixture.h"
#include "tw-paper-fixture.h"
#include "tw-rota-fixture.h"

#include "base/tw-csv.h"
#include "base/tw-json.h"
#include "base/tw-locale.h"
#include "base/tw-rng.h"
#include "duty/roster/tw-rota-export.h"
#include "duty/roster/tw-rota-paper.h"
#include "duty/tw-duty.h"

#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>

typedef struct {
  char *dir;
  TwRotaFrame *frame;
  GPtrArray *shifts;
} Fixture;

static void
set_up (Fixture *f, gconstpointer unused)
{
  f->dir = g_dir_make_tmp ("tw-export-XXXXXX", NULL);
  f->frame = paper_fixture_frame (5, 3, NULL);
  f->shifts = paper_fixture_shifts (f->frame);
}

static void
tear_down (Fixture *f, gconstpointer unused)
{
  g_ptr_array_unref (f->shifts);
  tw_rota_frame_unref (f->frame);
  fixture_remove_tree (f->dir);
  g_free (f->dir);
}

static char *
path_of (Fixture *f, const char *name)
{
  return g_build_filename (f->dir, name, NULL);
}

/* A shift that may be changed, in the place of number @i. */
static TwShift *
edit (Fixture *f, guint i)
{
  TwShift *copy = tw_shift_copy (g_ptr_array_index (f->shifts, i));

  tw_shift_unref (g_ptr_array_index (f->shifts, i));
  f->shifts->pdata[i] = copy;
  return copy;
}

/* --- CSV -------------------------------------------------------------------------------------- */

static void
assert_row (TwCsv *csv, guint column, const char *text)
{
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (tw_csv_next (csv, &error), ==, TW_CSV_ROW);
  g_assert_no_error (error);
  g_assert_cmpuint (tw_csv_n_fields (csv), ==, 16);
  g_assert_cmpstr (tw_csv_field (csv, column), ==, text);
}

static void
test_csv (Fixture *f, gconstpointer unused)
{
  g_autofree char *path = path_of (f, "r.csv"), *bytes = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (TwCsv) csv = NULL;
  const TwShift *first = g_ptr_array_index (f->shifts, 0);
  gsize length;
  guint n = 0;

  tw_locale_apply ("en");
  g_assert_true (tw_rota_export_csv (f->frame, f->shifts, path, &error));
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (path, &bytes, &length, NULL));
  g_assert_true (g_str_has_prefix (bytes, "\xef\xbb\xbf"
                                          "Date,Person,"));
  g_assert_true (g_str_has_suffix (bytes, "\r\n"));
  for (const char *p = bytes; (p = strchr (p, '\n')) != NULL; p++, n++)
    g_assert_true (p[-1] == '\r');
  g_assert_cmpuint (n, ==, 1 + 3 * f->shifts->len);
  csv = tw_csv_open (path, NULL, &error);
  g_assert_no_error (error);
  assert_row (csv, 0, "Date");
  assert_row (csv, 0, "2026-11-24");
  g_assert_cmpstr (tw_csv_field (csv, 1), ==, "王秀兰");
  g_assert_cmpstr (tw_csv_field (csv, 2), ==, "Community workers");
  g_assert_cmpstr (tw_csv_field (csv, 4), ==, "06:00");
  g_assert_cmpstr (tw_csv_field (csv, 7), ==, "10:00");
  g_assert_cmpstr (tw_csv_field (csv, 8), ==, "240");
  g_assert_cmpstr (tw_csv_field (csv, 9), ==, "Metro exit A");
  g_assert_cmpstr (tw_csv_field (csv, 15), ==, first->id);
  assert_row (csv, 9, "on the way");
}

/* No cell can be taken for a formula, and nothing is lost by the guard but its apostrophe. */
static void
test_csv_formula (Fixture *f, gconstpointer unused)
{
  static const char *const notes[] = { "=1+1", "+86 28", "-2", "@SUM(A1)", "\t=x", "\r=x" };
  g_autofree char *path = path_of (f, "r.csv");

  for (gsize i = 0; i < G_N_ELEMENTS (notes); i++)
    {
      g_autoptr (TwCsv) csv = NULL;
      g_autofree char *guarded = g_strconcat ("'", notes[i], NULL);
      TwShift *shift = edit (f, 0);

      g_free (shift->note);
      shift->note = g_strdup (notes[i]);
      g_assert_true (tw_rota_export_csv (f->frame, f->shifts, path, NULL));
      csv = tw_csv_open (path, NULL, NULL);
      assert_row (csv, 0, "Date");
      assert_row (csv, 14, guarded);
    }
}

/* Whatever is in a note comes back through our own reader, cell by cell. */
static void
test_csv_fuzz (Fixture *f, gconstpointer unused)
{
  static const char *const bits[] = { "\"", ",", ";", "\r\n", "\n", "'", "=", " ", "春", "a", "|" };
  g_autofree char *path = path_of (f, "r.csv");
  TwRng rng;

  tw_rng_init (&rng, 1);
  for (int round = 0; round < 200; round++)
    {
      g_autoptr (GString) note = g_string_new ("x");
      g_autoptr (TwCsv) csv = NULL;
      const TwCsvOptions options = { ',', "UTF-8" };
      TwShift *shift = edit (f, 1);

      for (int n = (int) tw_rng_below (&rng, 12); n > 0; n--)
        g_string_append (note, bits[tw_rng_below (&rng, G_N_ELEMENTS (bits))]);
      g_free (shift->note);
      shift->note = g_strdup (note->str);
      g_assert_true (tw_rota_export_csv (f->frame, f->shifts, path, NULL));
      csv = tw_csv_open (path, &options, NULL);
      for (int row = 0; row < 4; row++)
        assert_row (csv, 0, row == 0 ? "Date" : "2026-11-24");
      assert_row (csv, 14, note->str);
    }
}

/* --- ICS -------------------------------------------------------------------------------------- */

/* What a calendar keeps after reading @paths one after the other; NULL when the strict reader
 * refuses one. */
static JsonObject *
read_calendars (const char *const *paths)
{
  g_autofree char *script = g_test_build_filename (G_TEST_DIST, "duty", "ics-check.py", NULL);
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  g_autofree char *out = NULL, *err = NULL;
  int status;

  g_ptr_array_add (argv, (char *) "python3");
  g_ptr_array_add (argv, script);
  for (gsize i = 0; paths[i] != NULL; i++)
    g_ptr_array_add (argv, (char *) paths[i]);
  g_ptr_array_add (argv, NULL);
  g_assert_true (g_spawn_sync (NULL, (char **) argv->pdata, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL,
                               &out, &err, &status, NULL));
  if (!g_spawn_check_wait_status (status, NULL))
    {
      g_test_message ("%s", err);
      return NULL;
    }
  return tw_json_parse_object (out, -1, 64 << 20, NULL);
}

static gboolean
has_python (void)
{
  g_autofree char *python = g_find_program_in_path ("python3");

  if (python == NULL)
    g_test_skip ("python3 is not there");
  return python != NULL;
}

static const char *
get_text (JsonObject *events, const char *uid, const char *name)
{
  return tw_json_get_string (tw_json_get_object (events, uid), name, NULL);
}

static void
test_ics (Fixture *f, gconstpointer unused)
{
  g_autofree char *path = path_of (f, "r.ics"), *uid = NULL;
  const char *paths[] = { path, NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) events = NULL;
  const TwShift *first = g_ptr_array_index (f->shifts, 0);
  JsonArray *geo;

  if (!has_python ())
    return;
  g_assert_true (tw_rota_export_ics (f->frame, f->shifts, NULL, NULL, -1, path, &error));
  g_assert_no_error (error);
  events = read_calendars (paths);
  g_assert_nonnull (events);
  g_assert_cmpuint (json_object_get_size (events), ==, f->shifts->len);
  uid = g_strdup_printf ("shift-%s@tidewatch", first->id + strlen ("shift:"));
  g_assert_cmpstr (get_text (events, uid, "DTSTART"), ==, "2026-11-23T22:00:00+00:00");
  g_assert_cmpstr (get_text (events, uid, "DTEND"), ==, "2026-11-24T06:00:00+00:00");
  g_assert_cmpstr (get_text (events, uid, "SUMMARY"), ==, "王秀兰: Metro exit A, 春熙社区便民大厅");
  g_assert_cmpstr (get_text (events, uid, "LOCATION"), ==, "地铁春熙路站A口疏导（一层，东侧）");
  g_assert_cmpint (tw_json_get_int (tw_json_get_object (events, uid), "SEQUENCE", -1), ==, 1);
  g_assert_cmpstr (get_text (events, uid, "STATUS"), ==, "CONFIRMED");
  geo = tw_json_get_array (tw_json_get_object (events, uid), "GEO");
  g_assert_cmpfloat (json_array_get_double_element (geo, 0), ==, FIXTURE_LAT);
}

/* Long lines, and everything that must be escaped, in every place a person can write. */
static void
test_ics_text (Fixture *f, gconstpointer unused)
{
  static const char *const notes[] = {
    "a,b;c\\d\ne",
    "带上轮椅，先到三号门找王师傅；电话不通就直接上楼，楼层按钮在左手边，出电梯右转第二户，门口有春"
    "联",
    "12345678901234567890123456789012345678901234567890123456789012345678901234567890",
    "😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀",
    "\x01\x02\tbell\x07",
    "\\n is not a line",
    "BEGIN:VEVENT\r\nEND:VCALENDAR"
  };
  g_autofree char *path = path_of (f, "r.ics");
  const char *paths[] = { path, NULL };

  if (!has_python ())
    return;
  for (gsize i = 0; i < G_N_ELEMENTS (notes); i++)
    {
      TwShift *shift = edit (f, 0);
      g_autofree char *uid = g_strdup_printf ("shift-%s@tidewatch", shift->id + strlen ("shift:"));
      g_autoptr (JsonObject) events = NULL;
      const char *text;

      g_free (shift->note);
      shift->note = g_strdup (notes[i]);
      g_assert_true (tw_rota_export_ics (f->frame, f->shifts, NULL, NULL, -1, path, NULL));
      events = read_calendars (paths);
      g_assert_nonnull (events);
      g_assert_cmpuint (json_object_get_size (events), ==, f->shifts->len);
      text = get_text (events, uid, "DESCRIPTION");
      if (strpbrk (notes[i], "\x01\r") == NULL)
        g_assert_true (g_str_has_suffix (text, notes[i]));
    }
}

/* A later file updates and removes; nothing is there twice. An older one brings nothing back. */
static void
test_ics_update (Fixture *f, gconstpointer unused)
{
  g_autofree char *before = path_of (f, "1.ics"), *after = path_of (f, "2.ics"), *uid = NULL,
                  *gone_uid = NULL;
  const char *paths[] = { before, after, NULL, NULL };
  g_autoptr (GPtrArray) cancelled =
      g_ptr_array_new_with_free_func ((GDestroyNotify) tw_shift_unref);
  g_autoptr (JsonObject) events = NULL, again = NULL;
  TwShift *moved, *gone = g_ptr_array_index (f->shifts, 3);

  if (!has_python ())
    return;
  g_assert_true (tw_rota_export_ics (f->frame, f->shifts, NULL, NULL, -1, before, NULL));
  moved = edit (f, 0);
  moved->from_us += TW_US_PER_HOUR;
  moved->to_us += TW_US_PER_HOUR;
  moved->person = 2;
  g_free (moved->rev);
  moved->rev = g_strdup ("7-0123456789abcdef0123456789abcdef");
  g_ptr_array_add (cancelled, tw_shift_ref (gone));
  g_ptr_array_add (cancelled, tw_shift_ref (moved)); /* is still there: not cancelled */
  g_ptr_array_remove (f->shifts, gone);
  g_assert_true (tw_rota_export_ics (f->frame, f->shifts, cancelled, NULL, -1, after, NULL));
  events = read_calendars (paths);
  g_assert_nonnull (events);
  g_assert_cmpuint (json_object_get_size (events), ==, f->shifts->len);
  uid = g_strdup_printf ("shift-%s@tidewatch", moved->id + strlen ("shift:"));
  gone_uid = g_strdup_printf ("shift-%s@tidewatch",
                              ((TwShift *) cancelled->pdata[0])->id + strlen ("shift:"));
  g_assert_cmpstr (get_text (events, uid, "DTSTART"), ==, "2026-11-23T23:00:00+00:00");
  g_assert_false (json_object_has_member (events, gone_uid));
  paths[2] = before;
  again = read_calendars (paths);
  g_assert_cmpstr (get_text (again, uid, "DTSTART"), ==, "2026-11-23T23:00:00+00:00");
  g_assert_false (json_object_has_member (again, gone_uid));
}

/* A draft is tentative until it is published, and again when it changes. */
static void
test_ics_tentative (Fixture *f, gconstpointer unused)
{
  g_autofree char *path = path_of (f, "t.ics");
  const char *paths[] = { path, NULL };
  g_autoptr (GPtrArray) told = tw_shift_list_new ();
  g_autoptr (JsonObject) events = NULL;
  TwShift *changed;

  if (!has_python ())
    return;
  g_ptr_array_add (told, tw_shift_ref (g_ptr_array_index (f->shifts, 1)));
  g_ptr_array_add (told, tw_shift_copy (g_ptr_array_index (f->shifts, 2)));
  changed = edit (f, 2);
  changed->to_us += TW_US_PER_HOUR;
  g_assert_true (tw_rota_export_ics (f->frame, f->shifts, NULL, told, -1, path, NULL));
  events = read_calendars (paths);
  g_assert_nonnull (events);
  for (guint i = 0; i < 3; i++)
    {
      const char *id = ((TwShift *) f->shifts->pdata[i])->id + strlen ("shift:");
      g_autofree char *uid = g_strdup_printf ("shift-%s@tidewatch", id);

      g_assert_cmpstr (get_text (events, uid, "STATUS"), ==, i == 1 ? "CONFIRMED" : "TENTATIVE");
    }
}

static void
test_ics_person (Fixture *f, gconstpointer unused)
{
  g_autofree char *path = path_of (f, "p.ics"), *none = path_of (f, "none.ics");
  const char *paths[] = { path, NULL };
  g_autoptr (JsonObject) events = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) nothing = g_ptr_array_new ();

  if (!has_python ())
    return;
  g_assert_true (tw_rota_export_ics (f->frame, f->shifts, NULL, NULL, 1, path, NULL));
  events = read_calendars (paths);
  g_assert_cmpuint (json_object_get_size (events), ==, 3);
  /* a calendar of nothing is none: refused, not written */
  g_assert_false (tw_rota_export_ics (f->frame, nothing, NULL, NULL, -1, none, &error));
  g_assert_error (error, TW_DUTY_ERROR, TW_DUTY_ERROR_NO_DATA);
  g_assert_false (g_file_test (none, G_FILE_TEST_EXISTS));
}

/* The strict reader does refuse: else it would prove nothing. */
static void
test_ics_reader (Fixture *f, gconstpointer unused)
{
  static const char *const bad[] = {
    "BEGIN:VCALENDAR\nEND:VCALENDAR\n",
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nEND:VCALENDAR\r\n",
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:1\r\nEND:VEVENT\r\n"
    "END:VCALENDAR\r\n",
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:1\r\n"
    "DTSTAMP:20261124T000000Z\r\nDTSTART:20261124T000000Z\r\nSUMMARY:a;b\r\nEND:VEVENT\r\n"
    "END:VCALENDAR\r\n",
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:1\r\n"
    "DTSTAMP:20261124T000000Z\r\nDTSTART:20261124T000000Z\r\nSUMMARY:"
    "1234567890123456789012345678901234567890123456789012345678901234567890\r\nEND:VEVENT\r\n"
    "END:VCALENDAR\r\n",
  };
  g_autofree char *path = path_of (f, "bad.ics");
  const char *paths[] = { path, NULL };

  if (!has_python ())
    return;
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_assert_true (g_file_set_contents (path, bad[i], -1, NULL));
      g_assert_null (read_calendars (paths));
    }
}

/* --- files ------------------------------------------------------------------------------------ */

static void
test_file_errors (Fixture *f, gconstpointer unused)
{
  g_autofree char *nowhere = path_of (f, "no/such/folder/r.csv"), *path = path_of (f, "r.csv"),
                  *text = NULL;
  g_autoptr (GError) error = NULL;
  struct rlimit before, small;

  g_assert_false (tw_rota_export_csv (f->frame, f->shifts, nowhere, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_assert_nonnull (strstr (error->message, "r.csv"));
  g_clear_error (&error);
  g_assert_false (tw_rota_export_csv (f->frame, f->shifts, f->dir, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_IS_DIRECTORY);
  g_clear_error (&error);
  g_assert_false (tw_rota_export_csv (f->frame, f->shifts, "/dev/null", &error));
  g_assert_nonnull (error);
  g_clear_error (&error);

  /* a full disk: what was there stays, nothing is left over */
  g_assert_true (g_file_set_contents (path, "before", -1, NULL));
  signal (SIGXFSZ, SIG_IGN);
  getrlimit (RLIMIT_FSIZE, &before);
  small = before;
  small.rlim_cur = 512;
  setrlimit (RLIMIT_FSIZE, &small);
  g_assert_false (tw_rota_export_csv (f->frame, f->shifts, path, &error));
  setrlimit (RLIMIT_FSIZE, &before);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
  g_assert_nonnull (strstr (error->message, "full"));
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "before");
  g_autoptr (GDir) dir = g_dir_open (f->dir, 0, NULL);
  g_assert_cmpstr (g_dir_read_name (dir), ==, "r.csv");
  g_assert_null (g_dir_read_name (dir));
}

/* A link goes on pointing at the file that is written. */
static void
test_file_link (Fixture *f, gconstpointer unused)
{
  g_autofree char *path = path_of (f, "r.csv"), *link = path_of (f, "l.csv"), *text = NULL;

  g_assert_true (g_file_set_contents (path, "before", -1, NULL));
  g_assert_cmpint (symlink (path, link), ==, 0);
  g_assert_true (tw_rota_save_file (link, "after", 5, NULL));
  g_assert_true (g_file_test (link, G_FILE_TEST_IS_SYMLINK));
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "after");
}

/* --- of an open roster ------------------------------------------------------------------------ */

static void
done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static gboolean
export_and_wait (TwRota *rota, TwRotaExportKind kind, const char *path, gboolean cancel,
                 GError **error)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;

  tw_rota_export_async (rota, kind, FALSE, NULL, path, cancellable, done_cb, &result);
  if (cancel)
    g_cancellable_cancel (cancellable);
  fixture_wait_until (result != NULL);
  return tw_rota_export_finish (rota, result, error);
}

/* In a worker every kind says what the thread of the screen would have; who cancels finds no file,
 * nor half of one. */
static void
test_worker (Fixture *f, gconstpointer unused)
{
  static const struct {
    TwRotaExportKind kind;
    const char *name, *begins;
  } cases[] = {
    { TW_EXPORT_PDF, "r.pdf", "%PDF-" },
    { TW_EXPORT_CSV, "r.csv", "\xef\xbb\xbf" },
    { TW_EXPORT_ICS, "r.ics", "BEGIN:VCALENDAR\r\n" },
    { TW_EXPORT_MPS, "r.mps", "NAME" },
  };
  RotaFixture rota;
  g_autofree char *id = NULL;

  rota_fixture_set_up (&rota, 12, 4);
  id = rota_fixture_add (&rota, 0, 1, 8 * 60, 240, 3);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = path_of (f, cases[i].name), *text = NULL;
      g_autoptr (GError) error = NULL;

      g_assert_false (export_and_wait (rota.rota, cases[i].kind, path, TRUE, &error)
                      && cases[i].kind == TW_EXPORT_MPS);
      if (error != NULL)
        {
          g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
          g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
        }
      g_clear_error (&error);
      g_assert_true (export_and_wait (rota.rota, cases[i].kind, path, FALSE, &error));
      g_assert_no_error (error);
      g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
      g_assert_true (g_str_has_prefix (text, cases[i].begins)
                     || (cases[i].kind == TW_EXPORT_MPS && strstr (text, "\nNAME") != NULL));
    }
  rota_fixture_tear_down (&rota);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  tw_locale_apply ("en");
#define ADD(name, function) g_test_add (name, Fixture, NULL, set_up, function, tear_down)
  ADD ("/rota-export/csv", test_csv);
  ADD ("/rota-export/csv/formula", test_csv_formula);
  ADD ("/rota-export/csv/fuzz", test_csv_fuzz);
  ADD ("/rota-export/ics", test_ics);
  ADD ("/rota-export/ics/text", test_ics_text);
  ADD ("/rota-export/ics/update", test_ics_update);
  ADD ("/rota-export/ics/tentative", test_ics_tentative);
  ADD ("/rota-export/ics/person", test_ics_person);
  ADD ("/rota-export/ics/reader", test_ics_reader);
  ADD ("/rota-export/file/errors", test_file_errors);
  ADD ("/rota-export/file/link", test_file_link);
  ADD ("/rota-export/F28/in-a-worker", test_worker);
  return g_test_run ();
}
