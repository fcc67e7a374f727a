/* A PKCS#11 module in front of another: it passes everything on but signing, and of that it makes
 * what the file HANDSEAL_TEST_BETWEEN says, as devices do that are slow, asked, pulled out or faulty. */

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef unsigned long number;
typedef number sign(number, unsigned char *, number, unsigned char *, number *);

/* PKCS #11 v2.40, CK_FUNCTION_LIST: a version and 68 functions. */
enum { FUNCTIONS = 68, SIGN = 43 };

struct list {
    unsigned char version[2];
    void *functions[FUNCTIONS];
};

static struct list ours;
static sign *theirs;

static number between(number session, unsigned char *data, number length, unsigned char *out,
                      number *out_length) {
    char word[16] = "";
    FILE *file = fopen(getenv("HANDSEAL_TEST_BETWEEN"), "r");
    if (file) {
        if (!fgets(word, sizeof word, file)) word[0] = 0;
        fclose(file);
    }
    if (!strcmp(word, "slow")) sleep(60);
    if (!strcmp(word, "removed")) return 0x32;   /* CKR_DEVICE_REMOVED */
    if (!strcmp(word, "cancelled")) return 0x50; /* CKR_FUNCTION_CANCELED */
    if (!strcmp(word, "locked")) return 0xa4;    /* CKR_PIN_LOCKED */
    if (!strcmp(word, "asks")) return 0x101;     /* CKR_USER_NOT_LOGGED_IN */
    if (!strcmp(word, "rejected")) return 0x200; /* CKR_FUNCTION_REJECTED */
    number result = theirs(session, data, length, out, out_length);
    if (out && result == 0) {
        if (!strcmp(word, "faulty")) out[50] ^= 1;
        if (!strcmp(word, "short")) *out_length -= 1;
    }
    return result;
}

number C_GetFunctionList(struct list **list) {
    void *library = dlopen(getenv("HANDSEAL_TEST_BEHIND"), RTLD_NOW);
    if (!library) return 5; /* CKR_GENERAL_ERROR */
    number (*theirs_of)(struct list **) = (number (*)(struct list **))dlsym(library, "C_GetFunctionList");
    struct list *found;
    number result = theirs_of(&found);
    if (result != 0) return result;
    ours = *found;
    theirs = (sign *)ours.functions[SIGN];
    ours.functions[SIGN] = (void *)between;
    *list = &ours;
    return 0;
}
