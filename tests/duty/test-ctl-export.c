// SPDX-License-Identifier: Apache-2.0
/* F28: tidewatchctl roster export as a script uses it, on a small folder: formats, one person, what
 * was published, and words for what cannot be. */
#include "tests/duty/tw-duty-fixture.h"

#include "base/tw-json.h"
#include "store/tw-store.h"

#include <gio/gio.h>
#include <string.h>

static char *ctl_path;

typedef struct {
  char *dir, *db, *out, *err;
} Fixture;

static void
put (TwStore *store, const char *id, const char *json)
{
  TwBatch *batch = tw_batch_new ();
  g_autoptr (GError) error = NULL;
  JsonObject *body = tw_json_parse_object (json, -1, 1 << 16, &error);

  g_assert_no_error (error);
  tw_batch_put (batch, id, NULL, body);
  tw_store_put (store, batch, NULL, &error);
  g_assert_no_error (error);
}

/* Two people, a post, three shifts of which one is open. */
static void
fill (const char *db)
{
  static const struct {
    const char *id, *json;
  } docs[] = {
    { "person:a", "{\"name\":\"王秀兰\",\"pool\":\"community\",\"skills\":[],\"hours_week_max\":40,"
                  "\"availability\":[{\"weekday\":2,\"from_min\":0,\"to_min\":1440}]}" },
    { "person:b", "{\"name\":\"李建国\",\"pool\":\"property\",\"skills\":[],\"hours_week_max\":40,"
                  "\"availability\":[{\"weekday\":2,\"from_min\":0,\"to_min\":1440}]}" },
    { "post:p",
      "{\"name\":\"=地铁口\",\"priority\":2,\"per_hour\":6,\"min_heads\":1,\"active\":true,"
      "\"hours\":[{\"weekday\":2,\"from_min\":360,\"to_min\":1320}]}" },
    { "shift:1", "{\"person\":\"person:a\",\"from\":\"2026-11-24T00:00:00.000Z\",\"to\":"
                 "\"2026-11-24T04:00:00.000Z\",\"kind\":\"full\",\"origin\":\"hand\","
                 "\"stretches\":[[\"post:p\",240]]}" },
    { "shift:2", "{\"person\":\"person:b\",\"from\":\"2026-11-24T02:00:00.000Z\",\"to\":"
                 "\"2026-11-24T06:00:00.000Z\",\"kind\":\"full\",\"origin\":\"hand\","
                 "\"stretches\":[[\"post:p\",240]]}" },
    { "shift:3", "{\"from\":\"2026-11-24T08:00:00.000Z\",\"to\":\"2026-11-24T12:00:00.000Z\","
                 "\"kind\":\"full\",\"origin\":\"hand\",\"stretches\":[[\"post:p\",240]]}" },
  };
  g_autoptr (TwClock) clock = tw_clock_new_system ();
  g_autoptr (GError) error = NULL;
  g_autoptr (TwStore) store = tw_store_open (db, TW_STORE_OPEN_CREATE, clock, &error);

  g_assert_no_error (error);
  for (gsize i = 0; i < G_N_ELEMENTS (docs); i++)
    put (store, docs[i].id, docs[i].json);
}

static void
set_up (Fixture *f, gconstpointer unused)
{
  f->dir = g_dir_make_tmp ("tw-ctl-XXXXXX", NULL);
  f->db = g_build_filename (f->dir, "db", NULL);
  fill (f->db);
}

static void
tear_down (Fixture *f, gconstpointer unused)
{
  fixture_remove_tree (f->dir);
  g_free (f->dir);
  g_free (f->db);
  g_free (f->out);
  g_free (f->err);
}

/* Runs "roster export --date 2026-11-24 --hours 24 ARGUMENTS". */
static int
run (Fixture *f, const char *arguments)
{
  g_autofree char *line =
      g_strdup_printf ("%s --db %s --quiet --json roster export --date 2026-11-24 --hours 24 %s",
                       ctl_path, f->db, arguments);
  g_auto (GStrv) argv = NULL;
  g_autoptr (GError) error = NULL;
  int status;

  g_assert_true (g_shell_parse_argv (line, NULL, &argv, &error));
  g_clear_pointer (&f->out, g_free);
  g_clear_pointer (&f->err, g_free);
  g_spawn_sync (NULL, argv, NULL, 0, NULL, NULL, &f->out, &f->err, &status, &error);
  g_assert_no_error (error);
  g_assert_true (WIFEXITED (status));
  return WEXITSTATUS (status);
}

static char *
read_file (Fixture *f, const char *name)
{
  g_autofree char *path = g_build_filename (f->dir, name, NULL);
  char *text = NULL;

  g_file_get_contents (path, &text, NULL, NULL);
  return text;
}

static guint
count (const char *text, const char *word)
{
  guint n = 0;

  for (; text != NULL && (text = strstr (text, word)) != NULL; text++)
    n++;
  return n;
}

static void
test_formats (Fixture *f, gconstpointer unused)
{
  static const struct {
    const char *format, *more, *word;
    guint n;
  } cases[] = {
    { "csv", "", "2026-11-24,", 3 },  { "csv", "--person 李建国", "2026-11-24,", 1 },
    { "csv", "", ",'=地铁口,", 3 }, /* a post's name is no formula either */
    { "ics", "", "BEGIN:VEVENT", 3 }, { "ics", "--person person:a", "BEGIN:VEVENT", 1 },
    { "pdf", "", "%PDF-", 1 },        { "pdf", "--paper a3 --by-place", "%PDF-", 1 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *arguments =
          g_strdup_printf ("--format %s %s --out %s/o", cases[i].format, cases[i].more, f->dir);
      g_autofree char *text = NULL;

      if (run (f, arguments) != 0)
        g_error ("%s: %s", arguments, f->err);
      g_assert_nonnull (strstr (f->out, "\"files\":1"));
      text = read_file (f, "o");
      g_assert_cmpuint (count (text, cases[i].word), ==, cases[i].n);
    }
}

/* Into a folder: a calendar for each person who has a shift. */
static void
test_folder (Fixture *f, gconstpointer unused)
{
  g_autofree char *arguments = g_strdup_printf ("--format ics --out %s", f->dir);
  g_autofree char *first = NULL, *second = NULL;

  g_assert_cmpint (run (f, arguments), ==, 0);
  g_assert_nonnull (strstr (f->out, "\"files\":2"));
  first = read_file (f, "王秀兰-rson_a.ics");
  second = read_file (f, "李建国-rson_b.ics");
  g_assert_cmpuint (count (first, "UID:shift-1@"), ==, 1);
  g_assert_cmpuint (count (second, "UID:shift-2@"), ==, 1);
}

static void
test_refused (Fixture *f, gconstpointer unused)
{
  static const struct {
    const char *arguments, *says;
    int code;
  } cases[] = {
    { "--out o", "--format", 2 },
    { "--format xls --out o", "--format", 2 },
    { "--format csv", "--out", 2 },
    { "--format pdf --paper a5 --out o", "--paper", 2 },
    { "--format pdf --person 王秀兰 --out o", "--person", 2 },
    { "--format csv --person 赵六 --out o", "赵六", 2 },
    { "--format csv --hours 0 --out o", "hours", 2 },
    { "--format csv --out /nowhere/at/all.csv", "all.csv", 1 },
    { "--format ics --published --out o", "no shifts", 1 }, /* nothing was published yet */
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      int code = run (f, cases[i].arguments);

      if (code != cases[i].code || strstr (f->err, cases[i].says) == NULL)
        g_error ("%s: ended with %d and said: %s", cases[i].arguments, code, f->err);
      g_assert_cmpstr (f->out, ==, "");
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ctl_path = g_build_filename (g_getenv ("TW_BIN_DIR") != NULL ? g_getenv ("TW_BIN_DIR") : ".",
                               "tidewatchctl", NULL);
#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)
  ADD ("/F28/ctl/formats", test_formats);
  ADD ("/F28/ctl/folder", test_folder);
  ADD ("/F28/ctl/refused", test_refused);
  return g_test_run ();
}
