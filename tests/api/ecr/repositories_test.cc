#include "emulator/ecr/repository.h"
#include "tests/api/ecr/ecr_fixture.h"

namespace drydock::ecr::api::repositories_test {
namespace {

class EcrRepositories : public EcrTest {};

const std::string description =
    R"({"repositoryArn":"arn:aws:ecr:eu-west-1:111122223333:repository/team/shop",)"
    R"("registryId":"111122223333","repositoryName":"team/shop",)"
    R"("repositoryUri":"localhost:4566/team/shop","createdAt":1700000000.000,)"
    R"("imageTagMutability":"MUTABLE","imageScanningConfiguration":{"scanOnPush":false},)"
    R"("encryptionConfiguration":{"encryptionType":"AES256"}})";

TEST_F(EcrRepositories, AreCreatedDescribedAndDeleted) {
  EXPECT_EQ(ask("CreateRepository", R"({"repositoryName":"team/shop"})"),
            R"({"repository":)" + description + "}");
  EXPECT_EQ(ask("DescribeRepositories", R"({"repositoryNames":["team/shop"]})"),
            R"({"repositories":[)" + description + "]}");
  EXPECT_EQ(ask("DescribeRepositories", "{}"), R"({"repositories":[)" + description + "]}");
  EXPECT_EQ(ask("DeleteRepository", R"({"repositoryName":"team/shop"})"),
            R"({"repository":)" + description + "}");
  EXPECT_EQ(ask("DescribeRepositories", "{}"), R"({"repositories":[]})");
}

TEST_F(EcrRepositories, KeepWhatTheyWereCreatedWith) {
  const std::string given =
      R"("imageTagMutability":"IMMUTABLE_WITH_EXCLUSION","imageTagMutabilityExclusionFilters":)"
      R"([{"filterType":"WILDCARD","filter":"dev-*"}],"imageScanningConfiguration":)"
      R"({"scanOnPush":true},"encryptionConfiguration":{"encryptionType":"KMS","kmsKey":"k"}})";
  ask("CreateRepository", R"({"repositoryName":"shop",)" + given);
  EXPECT_NE(ask("DescribeRepositories", "{}").find(given), std::string::npos);
}

TEST_F(EcrRepositories, AreThereOnce) {
  create_repository();
  EXPECT_EQ(refusal("CreateRepository", R"({"repositoryName":"shop"})"),
            R"({"__type":"RepositoryAlreadyExistsException","message":"The repository with name )"
            R"('shop' already exists in the registry with id '111122223333'"})");
}

TEST_F(EcrRepositories, ThatAreNotThereAreNotFound) {
  const std::string error =
      R"({"__type":"RepositoryNotFoundException","message":"The repository with name 'none' )"
      R"(does not exist in the registry with id '111122223333'"})";
  EXPECT_EQ(refusal("DescribeRepositories", R"({"repositoryNames":["none"]})"), error);
  EXPECT_EQ(refusal("DeleteRepository", R"({"repositoryName":"none"})"), error);
  EXPECT_EQ(refusal("ListImages", R"({"repositoryName":"none"})"), error);
  EXPECT_EQ(refusal("DescribeImages", R"({"repositoryName":"none"})"), error);
  EXPECT_EQ(refusal("InitiateLayerUpload", R"({"repositoryName":"none"})"), error);
}

TEST_F(EcrRepositories, WithImagesAreDeletedByForceOnly) {
  create_repository();
  put_image("v1", "a layer");
  EXPECT_EQ(refusal("DeleteRepository", R"({"repositoryName":"shop"})"),
            R"({"__type":"RepositoryNotEmptyException","message":"The repository with name )"
            R"('shop' in registry with id '111122223333' cannot be deleted because it still )"
            R"(contains images"})");
  ask("DeleteRepository", R"({"repositoryName":"shop","force":true})");
  create_repository();
  EXPECT_EQ(ask("ListImages", R"({"repositoryName":"shop"})"), R"({"imageIds":[]})");
}

TEST_F(EcrRepositories, ComeInPages) {
  for (const char* name : {"cc", "aa", "bb"}) create_repository(name);
  const std::string first = ask("DescribeRepositories", R"({"maxResults":2})");
  EXPECT_NE(first.find(R"("repositoryName":"aa")"), std::string::npos);
  EXPECT_NE(first.find(R"("repositoryName":"bb")"), std::string::npos);
  const std::string key = R"("nextToken":")";
  const std::size_t token = first.find(key);
  ASSERT_NE(token, std::string::npos);
  const std::string rest = first.substr(token);
  const std::string second = ask("DescribeRepositories", "{" + rest);
  EXPECT_NE(second.find(R"("repositoryName":"cc")"), std::string::npos);
  EXPECT_EQ(second.find(R"("repositoryName":"bb")"), std::string::npos);
  EXPECT_EQ(second.find(key), std::string::npos);
  EXPECT_EQ(refusal("DescribeRepositories", R"({"nextToken":"nonsense!"})"),
            R"({"__type":"InvalidParameterException","message":"Invalid parameter at 'nextToken' )"
            R"(failed to satisfy constraint: 'Invalid token'"})");
}

TEST_F(EcrRepositories, OfAnotherAccountAreNotTheCallersToSee) {
  create_repository();
  const auto refused = [](const std::string& action, const std::string& repository) {
    return R"({"__type":"AccessDeniedException","message":"User: arn:aws:iam::111122223333:root is )"
           R"(not authorized to perform: ecr:)" +
           action + " on resource: arn:aws:ecr:eu-west-1:444455556666:repository/" + repository +
           " because no resource-based policy allows the ecr:" + action + R"( action"})";
  };
  EXPECT_EQ(refusal("DescribeRepositories", R"({"registryId":"444455556666"})"),
            refused("DescribeRepositories", "*"));
  EXPECT_EQ(refusal("ListImages", R"({"registryId":"444455556666","repositoryName":"shop"})"),
            refused("ListImages", "shop"));
  // One that has to wait, and one that would make something.
  EXPECT_EQ(refusal("UploadLayerPart",
                    R"({"registryId":"444455556666","repositoryName":"shop","uploadId":)"
                    R"("00000000-0000-4000-8000-000000000000","partFirstByte":0,"partLastByte":0,)"
                    R"("layerPartBlob":"AA=="})"),
            refused("UploadLayerPart", "shop"));
  EXPECT_EQ(refusal("CreateRepository", R"({"registryId":"444455556666","repositoryName":"xx"})"),
            refused("CreateRepository", "xx"));
  EXPECT_EQ(ask("DescribeRepositories", R"({"registryId":"111122223333"})").find("[]"),
            std::string::npos);
}

TEST_F(EcrRepositories, ChangeTheirMutabilityAndScanning) {
  create_repository();
  EXPECT_EQ(
      ask("PutImageTagMutability", R"({"repositoryName":"shop","imageTagMutability":"IMMUTABLE"})"),
      R"({"registryId":"111122223333","repositoryName":"shop","imageTagMutability":"IMMUTABLE"})");
  EXPECT_EQ(ask("PutImageScanningConfiguration",
                R"({"repositoryName":"shop","imageScanningConfiguration":{"scanOnPush":true}})"),
            R"({"registryId":"111122223333","repositoryName":"shop",)"
            R"("imageScanningConfiguration":{"scanOnPush":true}})");
  const std::string described = ask("DescribeRepositories", "{}");
  EXPECT_NE(described.find(R"("imageTagMutability":"IMMUTABLE")"), std::string::npos);
  EXPECT_NE(described.find(R"("scanOnPush":true)"), std::string::npos);
}

TEST_F(EcrRepositories, HaveNoPolicies) {
  create_repository();
  EXPECT_EQ(refusal("GetLifecyclePolicy", R"({"repositoryName":"shop"})"),
            R"({"__type":"LifecyclePolicyNotFoundException","message":"Lifecycle policy does not )"
            R"(exist for the repository with name 'shop' in the registry with id )"
            R"('111122223333'"})");
  EXPECT_EQ(refusal("GetRepositoryPolicy", R"({"repositoryName":"shop"})"),
            R"({"__type":"RepositoryPolicyNotFoundException","message":"Repository policy does )"
            R"(not exist for the repository with name 'shop' in the registry with id )"
            R"('111122223333'"})");
}

TEST_F(EcrRepositories, HaveTags) {
  ask("CreateRepository", R"({"repositoryName":"shop","tags":[{"Key":"team","Value":"a"}]})");
  const std::string arn = R"("resourceArn":"arn:aws:ecr:eu-west-1:111122223333:repository/shop")";
  EXPECT_EQ(ask("TagResource", "{" + arn +
                                   R"(,"tags":[{"Key":"team","Value":"b"},)"
                                   R"({"Key":"stage","Value":"test"}]})"),
            "{}");
  EXPECT_EQ(ask("ListTagsForResource", "{" + arn + "}"),
            R"({"tags":[{"Key":"team","Value":"b"},{"Key":"stage","Value":"test"}]})");
  EXPECT_EQ(ask("UntagResource", "{" + arn + R"(,"tagKeys":["team","unknown"]})"), "{}");
  EXPECT_EQ(ask("ListTagsForResource", "{" + arn + "}"),
            R"({"tags":[{"Key":"stage","Value":"test"}]})");
}

TEST_F(EcrRepositories, AreTaggedByTheRulesOfAllServices) {
  create_repository();
  const std::string arn = R"("resourceArn":"arn:aws:ecr:eu-west-1:111122223333:repository/shop")";
  const auto tag = [&](const std::string& tags) {
    return refusal("TagResource", "{" + arn + R"(,"tags":[)" + tags + "]}");
  };
  const auto invalid = [](const std::string& rule) {
    return R"({"__type":"InvalidTagParameterException","message":"Invalid parameter at 'tags' )"
           R"(failed to satisfy constraint: ')" +
           rule + "'\"}";
  };
  const std::string reserved = invalid("Tag keys must not start with the reserved prefix aws:");
  EXPECT_EQ(tag(R"({"Key":"aws:a","Value":""})"), reserved);
  EXPECT_EQ(tag(R"({"Key":"a","Value":"AWS:a"})"),
            invalid("Tag values must not start with the reserved prefix aws:"));
  EXPECT_EQ(tag(R"({"Key":"a","Value":""},{"Key":"a","Value":""})"),
            invalid("Tag keys must be unique"));
  EXPECT_EQ(tag(R"({"Key":"","Value":""})"), invalid("Tag keys must not be empty"));
  EXPECT_EQ(tag(R"({"Key":")" + std::string(129, 'k') + R"(","Value":""})"),
            invalid("Tag keys must have length less than or equal to 128"));
  EXPECT_EQ(tag(R"({"Key":"a","Value":")" + std::string(257, 'v') + R"("})"),
            invalid("Tag values must have length less than or equal to 256"));
  EXPECT_EQ(tag(R"({"Key":"a<b","Value":""})"),
            invalid("Tag keys and values must be of letters, numbers, spaces and + - = . _ : / @ "
                    "only"));
  EXPECT_EQ(refusal("UntagResource", "{" + arn + R"(,"tagKeys":["aws:a"]})"), reserved);
  EXPECT_EQ(refusal("CreateRepository",
                    R"({"repositoryName":"other","tags":[{"Key":"aws:a","Value":""}]})"),
            reserved);
}

TEST_F(EcrRepositories, AreTaggedInTheirOwnWorld) {
  create_repository();
  for (const std::string elsewhere : {"eu-west-2:111122223333", "eu-west-1:444455556666"}) {
    EXPECT_EQ(refusal("ListTagsForResource",
                      R"({"resourceArn":"arn:aws:ecr:)" + elsewhere + R"(:repository/shop"})"),
              R"({"__type":"InvalidParameterException","message":"Invalid parameter at )"
              R"('resourceArn' failed to satisfy constraint: 'Invalid ARN'"})");
  }
}

TEST_F(EcrRepositories, AreTaggedByTheirArn) {
  EXPECT_EQ(refusal("ListTagsForResource", R"({"resourceArn":"shop"})"),
            R"({"__type":"InvalidParameterException","message":"Invalid parameter at )"
            R"('resourceArn' failed to satisfy constraint: 'Invalid ARN'"})");
  EXPECT_NE(refusal("ListTagsForResource",
                    R"({"resourceArn":"arn:aws:ecr:eu-west-1:111122223333:repository/none"})")
                .find("RepositoryNotFoundException"),
            std::string::npos);
}

}  // namespace
}  // namespace drydock::ecr::api::repositories_test
