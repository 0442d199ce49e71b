// SPDX-License-Identifier: Apache-2.0
#include "base/tw-locale.h"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <locale.h>

typedef struct {
  const char *name;
  const char *locale;   /* LC_ALL, or NULL for unset */
  const char *language; /* LANGUAGE */
  const char *asked;    /* of tw_locale_apply() */
  const char *heat;     /* what "Heat" is then */
  const char *after;    /* and after a change to the other language */
} Speech;

static const Speech speeches[] = {
  { "c", "C", NULL, "zh_CN", "热力图", "Heat" },
  { "posix", "POSIX", NULL, "zh_CN", "热力图", "Heat" },
  { "c-utf8", "C.UTF-8", NULL, "zh_CN", "热力图", "Heat" },
  { "nothing", NULL, NULL, "zh_CN", "热力图", "Heat" },
  { "not-installed", "qq_QQ.UTF-8", NULL, "zh_CN", "热力图", "Heat" },
  { "english-first", "C.UTF-8", NULL, "en", "Heat", "热力图" },
  { "system-c", "C", "zh_CN", "", "热力图", "Heat" },
  { "system-zh", "zh_CN.UTF-8", NULL, NULL, "热力图", "Heat" },
  { "system-en", "en_US.UTF-8", NULL, NULL, "Heat", "热力图" },
  { "overruled", "zh_CN.UTF-8", "en", NULL, "Heat", "热力图" },
};

static void
set_or_unset (const char *name, const char *value)
{
  if (value != NULL)
    g_setenv (name, value, TRUE);
  else
    g_unsetenv (name);
}

/* In a process of its own: the locale is chosen once. */
static void
test_speech (gconstpointer data)
{
  const Speech *speech = data;
  gboolean chinese = g_strcmp0 (speech->heat, "Heat") != 0;
  g_autofree char *scratch = NULL;

  if (!g_test_subprocess ())
    {
      g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_INHERIT_STDERR);
      g_test_trap_assert_passed ();
      return;
    }
  scratch = g_dir_make_tmp ("test-locale-XXXXXX", NULL);
  g_setenv ("TMPDIR", scratch, TRUE);
  set_or_unset ("LC_ALL", speech->locale);
  set_or_unset ("LC_MESSAGES", NULL);
  set_or_unset ("LANG", NULL);
  set_or_unset ("LANGUAGE", speech->language);
  tw_locale_apply (speech->asked);
  g_assert_cmpstr (_ ("Heat"), ==, speech->heat);
  g_assert_cmpstr (tw_locale_get (), ==, chinese ? "zh_CN" : "en");
  tw_locale_apply (chinese ? "en" : "zh_CN");
  g_assert_cmpstr (_ ("Heat"), ==, speech->after);
  tw_locale_apply (chinese ? "zh_CN" : "en");
  g_assert_cmpstr (_ ("Heat"), ==, speech->heat);

  g_assert_null (g_getenv ("LOCPATH"));
  g_assert_cmpstr (localeconv ()->decimal_point, ==, ".");
  g_assert_cmpint (g_rmdir (scratch), ==, 0); /* nothing is left in it */
}

static void
test_known (void)
{
  g_assert_true (tw_locale_is_known ("zh_CN"));
  g_assert_true (tw_locale_is_known ("en"));
  g_assert_false (tw_locale_is_known ("zh_TW"));
  g_assert_false (tw_locale_is_known (""));
  g_assert_false (tw_locale_is_known (NULL));
}

int
main (int argc, char **argv)
{
  g_autofree char *catalogues = NULL, *mo = NULL;

  g_test_init (&argc, &argv, NULL);
  catalogues = g_test_build_filename (G_TEST_BUILT, "..", "po", NULL);
  mo = g_build_filename (catalogues, "zh_CN", "LC_MESSAGES", GETTEXT_PACKAGE ".mo", NULL);
  g_setenv ("TW_LOCALEDIR", catalogues, TRUE);
  g_test_add_func ("/locale/known", test_known);
  for (gsize i = 0; i < G_N_ELEMENTS (speeches) && g_file_test (mo, G_FILE_TEST_EXISTS); i++)
    {
      g_autofree char *path = g_strconcat ("/locale/speaks/", speeches[i].name, NULL);

      g_test_add_data_func (path, &speeches[i], test_speech);
    }
  return g_test_run ();
}
