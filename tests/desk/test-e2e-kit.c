// SPDX-License-Identifier: Apache-2.0
/* The end-to-end kit on the sample program: found, clicked, filled in and ended with its own exit
 * code. */
#include "tw-e2e.h"

#include <string.h>

static void
test_sample (void)
{
  g_autofree char *program = g_test_build_filename (G_TEST_BUILT, "desk", "e2e-sample", NULL);
  const char *argv[] = { program, NULL };
  TwE2e *app = tw_e2e_start (argv, NULL);
  g_autoptr (TwSeen) button = NULL, label = NULL, pressed = NULL, entry = NULL;
  g_autofree char *output = NULL;

  button = tw_e2e_find (app, ATSPI_ROLE_PUSH_BUTTON, "按一下", 5000);
  g_assert_nonnull (button);
  g_assert_null (tw_e2e_find (app, ATSPI_ROLE_PUSH_BUTTON, "not there", 0));
  g_assert_true (tw_e2e_click (app, button));
  label = tw_e2e_find (app, ATSPI_ROLE_LABEL, "pressed 1", 2000);
  g_assert_nonnull (label);
  g_assert_true (tw_e2e_act (button, NULL));
  pressed = tw_e2e_find_part (app, ATSPI_ROLE_LABEL, "sed 2", 2000);
  g_assert_nonnull (pressed);
  entry = tw_e2e_find (app, ATSPI_ROLE_TEXT, NULL, 2000);
  g_assert_nonnull (entry);
  g_assert_true (tw_e2e_set_text (entry, "路灯"));
  tw_e2e_pump_ms (50);
  g_clear_object (&label);
  label = tw_e2e_find (app, ATSPI_ROLE_LABEL, "路灯", 2000);
  g_assert_nonnull (label);
  output = tw_e2e_dup_output (app);
  g_assert_nonnull (strstr (output, "ready"));
  g_assert_cmpint (tw_e2e_quit (app), ==, 7);
}

int
main (int argc, char **argv)
{
  tw_e2e_init (&argc, &argv);
  g_test_add_func ("/e2e/sample", test_sample);
  return g_test_run ();
}
